package dev.daybook.store;

/**
 * The store gave no answer, or failed and may do it when asked again: unless a later try says so,
 * what was asked may or may not have happened.
 */
public final class StoreUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
