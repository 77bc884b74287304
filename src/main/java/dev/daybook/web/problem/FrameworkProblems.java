package dev.daybook.web.problem;

/** The problems that the framework finds by itself, by HTTP status. */
public final class FrameworkProblems {

    private FrameworkProblems() {}

    public static Problem of(int status) {
        return switch (status) {
            case 401 ->
                    Problem.of(
                            status, "unauthenticated", "The request bears no valid credentials.");
            case 403 -> Problem.of(status, "forbidden", "The caller may not do this.");
            case 404 -> Problem.of(status, "not-found", "There is nothing at this address.");
            case 405 ->
                    Problem.of(
                            status, "method-not-allowed", "This address does not know the method.");
            case 406 ->
                    Problem.of(
                            status,
                            "not-acceptable",
                            "There is no answer in a media type that the client accepts.");
            case 413 -> bodyOver(1 << 20);
            case 414 ->
                    Problem.of(status, "address-too-long", "An address has at most 8,192 bytes.");
            case 415 ->
                    Problem.of(
                            status,
                            "unsupported-media-type",
                            "A body is application/json in UTF-8, not compressed.");
            case 417 ->
                    Problem.of(
                            status,
                            "expectation-failed",
                            "The only expectation known here is 100-continue.");
            case 431 ->
                    Problem.of(
                            status,
                            "headers-too-large",
                            "The headers have at most 20,480 bytes together.");
            case 503 ->
                    Problem.of(status, "shutting-down", "This instance ends; another one answers.");
            default ->
                    status < 500
                            ? Problem.of(status, "bad-request", "The request cannot be understood.")
                            : Problem.of(
                                    status,
                                    "internal-error",
                                    "Something went wrong here, not on your side.");
        };
    }

    /**
     * @param longest bytes that the body may have
     */
    public static Problem bodyOver(int longest) {
        return Problem.of(
                413, "body-too-large", "The body is larger than " + (longest >> 20) + " MiB.");
    }
}
