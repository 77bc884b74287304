package dev.daybook.store;

/** The store answered that it does not take the data; nothing was stored. */
public final class StoreRefusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean blamesData;

    /**
     * @param blamesData whether the very data are at fault: others would have been taken
     */
    public StoreRefusal(String message, boolean blamesData, Throwable cause) {
        super(message, cause);
        this.blamesData = blamesData;
    }

    /** Whether the very data are at fault: others would have been taken. */
    public boolean blamesData() {
        return blamesData;
    }
}
