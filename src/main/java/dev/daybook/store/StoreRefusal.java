package dev.daybook.store;

/** The store answered that it does not take the data; nothing was stored. */
public final class StoreRefusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StoreRefusal(String message, Throwable cause) {
        super(message, cause);
    }
}
