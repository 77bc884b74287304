package dev.daybook.web.openapi;

import java.util.Locale;

/**
 * The problems that are the same for all modules, as the description of the API tells them; those
 * of a module are its refusals.
 */
enum CommonProblem {
    INVALID_REQUEST(
            400,
            Where.EVERYWHERE,
            "Fields or parameters do not fit; `errors` names each of them, at most a hundred."),
    BAD_REQUEST(400, Where.EVERYWHERE, "The request cannot be understood."),
    MALFORMED_ADDRESS(400, Where.EVERYWHERE, "The address of the request is no URI."),
    UNEXPECTED_BODY(400, Where.NO_BODY, "A request with this method has no body."),
    ADDRESS_TOO_LONG(414, Where.EVERYWHERE, "An address has at most 8,192 bytes."),
    EXPECTATION_FAILED(417, Where.EVERYWHERE, "The only expectation known here is 100-continue."),
    HEADERS_TOO_LARGE(431, Where.EVERYWHERE, "The headers have at most 20,480 bytes together."),
    SHUTTING_DOWN(503, Where.EVERYWHERE, "This instance ends; another one answers."),
    UNAUTHENTICATED(401, Where.CREDENTIAL, "The request bears no credentials that hold."),
    FORBIDDEN(403, Where.CREDENTIAL, "The caller lacks the scope; `detail` names it."),
    ISSUER_UNAVAILABLE(
            503, Where.CREDENTIAL, "The issuer of the token does not give the keys to check it."),
    QUOTA_EXCEEDED(429, Where.CREDENTIAL, "The caller sends more requests a second than it may."),
    CROSS_SITE(403, Where.CHANGE, "A page of another site may not change anything."),
    UNKNOWN_HOST(421, Where.EVERYWHERE, "`Host` is no name of this service."),
    NO_API_HERE(421, Where.EVERYWHERE, "This instance does other work, and answers no requests."),
    MALFORMED_JSON(400, Where.BODY, "The body is not one JSON object in UTF-8."),
    NOT_FOUND(404, Where.NOWHERE, "There is nothing at this address."),
    NO_SUCH_VERSION(404, Where.PAST, "The resource has not reached this `version` yet."),
    NO_SUCH_STREAM(404, Where.STREAM, "There are no events of this stream."),
    NO_SUCH_PROJECTION(404, Where.PROJECTION, "There is no projection of this name."),
    NOT_REBUILDABLE(409, Where.REBUILD, "A process has no table: it acts."),
    NO_SUCH_EVENT(404, Where.RESEND, "There is no event at this position that is ever sent."),
    NO_SUCH_PARKED_STREAM(404, Where.PARKED, "The stream is not parked by this projection."),
    EVENT_STILL_FAILS(
            409,
            Where.PARKED,
            "The event at which the stream waits cannot be handled yet; `detail` says why."),
    POSITION_AHEAD_OF_LOG(
            400,
            Where.LOG,
            "The log has not come so far: it is another log than the one that was followed, or an older copy."),
    METHOD_NOT_ALLOWED(
            405, Where.NOWHERE, "This address does not know the method; `Allow` names those."),
    NOT_ACCEPTABLE(
            406, Where.EVERYWHERE, "There is no answer in a media type that the client accepts."),
    CONCURRENT_MODIFICATION(
            409, Where.WRITE, "Others changed the resource again and again; there was no effect."),
    IDEMPOTENCY_KEY_IN_FLIGHT(
            409, Where.WRITE, "The first request with this `Idempotency-Key` is still running."),
    VERSION_MISMATCH(412, Where.TAGGED, "`If-Match` does not hold; `ETag` is the current version."),
    BODY_TOO_LARGE(413, Where.BODY, "The body is larger than 1 MiB, or a batch than 4 MiB."),
    UNSUPPORTED_MEDIA_TYPE(415, Where.BODY, "A body is application/json in UTF-8, not compressed."),
    NOT_BATCHABLE(422, Where.BATCH, "Only what sends a command to a resource is taken in a batch."),
    IDEMPOTENCY_KEY_REUSED(
            422, Where.WRITE, "This `Idempotency-Key` was used for another request."),
    INTERNAL_ERROR(500, Where.EVERYWHERE, "Something went wrong here, not on the caller's side."),
    OVERLOADED(503, Where.STORE, "More is asked than can be done; there was no effect."),
    STORE_UNAVAILABLE(
            503,
            Where.STORE,
            "The database cannot be used now; a write that was under way may yet take effect."),
    PROJECTION_BEHIND(503, Where.READ, "The projection did not reach the wanted position in time.");

    /** Which endpoints answer so. */
    enum Where {
        EVERYWHERE,
        /** Those that not everybody may call. */
        CREDENTIAL,
        CHANGE,
        BODY,
        NO_BODY,
        WRITE,
        READ,
        /** Many writes at once. */
        BATCH,
        STORE,
        /** Those of one resource at one version. */
        TAGGED,
        PAST,
        STREAM,
        PROJECTION,
        REBUILD,
        /** What sends one event once more. */
        RESEND,
        /** Those of one parked stream. */
        PARKED,
        LOG,
        /** What there is no endpoint for. */
        NOWHERE
    }

    private final int status;
    private final Where where;
    private final String meaning;

    CommonProblem(int status, Where where, String meaning) {
        this.status = status;
        this.where = where;
        this.meaning = meaning;
    }

    int status() {
        return status;
    }

    Where where() {
        return where;
    }

    String meaning() {
        return meaning;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
