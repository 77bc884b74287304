package dev.daybook.cli;

/** A command cannot do what it is asked for; the message is one line that says why. */
public final class CommandFailed extends Exception {

    private static final long serialVersionUID = 1;

    CommandFailed(String message) {
        super(message);
    }
}
