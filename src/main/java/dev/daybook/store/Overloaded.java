package dev.daybook.store;

/** The command was not taken, or waited too long, and had no effect. */
public final class Overloaded extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Overloaded(String message) {
        super(message);
    }
}
