package dev.daybook.cli;

/** What stands on the command line is no command; the message is one line that says why. */
public final class WrongUsage extends Exception {

    private static final long serialVersionUID = 1;

    WrongUsage(String message) {
        super(message);
    }
}
