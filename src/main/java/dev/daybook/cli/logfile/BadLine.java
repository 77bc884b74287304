package dev.daybook.cli.logfile;

/** A line of a file cannot be read; the message says why. */
public final class BadLine extends Exception {

    private static final long serialVersionUID = 1;

    public BadLine(String message) {
        super(message);
    }
}
