package dev.daybook.engine.consumer;

/** The database is that of another role; the message says so in one line. */
public final class UnfitDatabase extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnfitDatabase(String message) {
        super(message);
    }
}
