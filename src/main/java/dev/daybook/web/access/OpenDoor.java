package dev.daybook.web.access;

/**
 * Others could reach the service, and nobody could be asked who they are; the message is one line
 * that says what to set.
 */
public final class OpenDoor extends RuntimeException {

    private static final long serialVersionUID = 1;

    OpenDoor(String address) {
        super(
                "HOST is '%s', where others can reach the service, and there is no way to ask who they are: make a key with `daybook key create --owner ops --scope access:admin`, or set DAYBOOK_ISSUER."
                        .formatted(address));
    }
}
