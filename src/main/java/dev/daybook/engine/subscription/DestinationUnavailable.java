package dev.daybook.engine.subscription;

/** Where events are sent nothing is taken now; other events would not have been either. */
public final class DestinationUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    public DestinationUnavailable(String message) {
        super(message);
    }

    public DestinationUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
