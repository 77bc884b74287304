package dev.daybook.engine.endpoint;

import dev.daybook.kernel.StreamId;
import dev.daybook.store.StoredEvent;
import java.time.Instant;

/**
 * The event with which the deliveries of a stream go on; later ones of the stream wait for it.
 *
 * @param attempts that failed
 * @param firstAt when it was tried first, or was to be
 * @param nextAt when it is tried again
 */
public record Held(
        StreamId stream,
        long version,
        long position,
        int attempts,
        Instant firstAt,
        Instant nextAt) {

    /** One that is to be tried at once. */
    public static Held untried(StoredEvent event, Instant now) {
        return new Held(event.stream(), event.version(), event.position(), 0, now, now);
    }

    public Held failed(Instant next) {
        return new Held(stream, version, position, attempts + 1, firstAt, next);
    }

    public boolean isDue(Instant now) {
        return !nextAt.isAfter(now);
    }
}
