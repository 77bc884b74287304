package dev.daybook.engine.settings;

/** A setting does not hold; the message is one line that names it. */
public final class WrongSetting extends RuntimeException {

    private static final long serialVersionUID = 1;

    WrongSetting(String message) {
        super(message);
    }
}
