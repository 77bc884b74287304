package dev.daybook.web.access;

/** The issuer of tokens does not give the keys that are needed to check one. */
final class IssuerUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    IssuerUnavailable(Throwable cause) {
        super("The issuer does not give its keys: " + cause.getMessage(), cause);
    }
}
