package dev.daybook;

/** A setting does not hold; the message is one line that names it. */
final class WrongSetting extends RuntimeException {

    private static final long serialVersionUID = 1;

    WrongSetting(String message) {
        super(message);
    }
}
