package dev.daybook.engine.subscription;

/** The event at which a parked stream waits cannot be handled yet; the message says why. */
public final class EventStillFails extends RuntimeException {

    private static final long serialVersionUID = 1;

    EventStillFails(String reason) {
        super(reason);
    }
}
