package dev.daybook.engine.subscription;

import java.time.Duration;

/**
 * How far something that follows the log is behind it, as far as this instance knows.
 *
 * @param events known to be in the log and not yet handled
 * @param age of the oldest event that may not be handled; zero at rest
 */
public record Lag(long events, Duration age) {

    /** An event may be recorded by a clock that is ahead of the one that is asked. */
    public Lag {
        events = Math.max(0, events);
        age = age.isNegative() ? Duration.ZERO : age;
    }

    public static final Lag NONE = new Lag(0, Duration.ZERO);

    public double seconds() {
        return age.toNanos() / 1e9;
    }

    @Override
    public String toString() {
        return "%d events, %.1f s behind".formatted(events, seconds());
    }
}
