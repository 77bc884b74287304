package dev.daybook.engine.projection;

import java.time.Duration;

/**
 * How new the rows have to be that a reader gets.
 *
 * @param position up to which all events are in them; 0 takes them as they are
 * @param patience how long the reader waits for that
 */
public record Freshness(long position, Duration patience) {

    public static final Freshness ANY = new Freshness(0, Duration.ZERO);
}
