package dev.daybook.cli;

/** A line of a file cannot be read; the message says why. */
final class BadLine extends Exception {

    private static final long serialVersionUID = 1;

    BadLine(String message) {
        super(message);
    }
}
