package dev.daybook.engine.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When a message is tried again: the ten attempts of Standard Webhooks 1.0.0 over some three days.
 *
 * @param base how long the second attempt waits after the first; the later ones keep their
 *     proportion to it
 */
public record RetrySchedule(Duration base) {

    /** Of the base: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h. */
    private static final List<Integer> FACTORS =
            List.of(1, 60, 360, 1_440, 3_600, 7_200, 10_080, 14_400, 17_280);

    private static final double MOST_JITTER = 0.1;
    private static final Duration MOST_ASKED = Duration.ofHours(24);

    /**
     * How long to wait before the next attempt; nothing where there is none.
     *
     * @param attempts made so far, at least 1
     * @param chance from 0 to 1: how much of a tenth more to wait, so that not all come back at
     *     once
     * @param asked for by the receiver; a day at most is granted, and never less than is due
     */
    public Optional<Duration> next(int attempts, double chance, Optional<Duration> asked) {
        if (attempts > FACTORS.size()) {
            return Optional.empty();
        }
        Duration due = base.multipliedBy(FACTORS.get(attempts - 1));
        Duration jittered = due.plusNanos((long) (due.toNanos() * MOST_JITTER * chance));
        return Optional.of(
                asked.map(RetrySchedule::granted)
                        .map(wait -> later(wait, jittered))
                        .orElse(jittered));
    }

    private static Duration granted(Duration asked) {
        return asked.compareTo(MOST_ASKED) > 0 ? MOST_ASKED : asked;
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
