package dev.daybook.engine.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** How long a rebuild rests after a batch of 2,000 events for which it worked 10 ms. */
class ThrottleTest {

    private static final long MILLIS = 1_000_000;
    private static final long SECOND = 1_000 * MILLIS;
    private static final long EVENTS = 2_000;

    private final Throttle throttle = new Throttle();

    @Test
    void nobody_who_appends_is_known_at_first() {
        assertEquals(0, restAfter(0, 5_000_000));
    }

    @Test
    void there_is_no_rest_while_hardly_anything_is_appended() {
        restAfter(0, 1_000);
        assertEquals(0, restAfter(SECOND, 1_000));
        assertEquals(0, restAfter(2 * SECOND, 1_200));
    }

    @Test
    void those_who_append_have_the_machine_for_most_of_the_time() {
        restAfter(0, 1_000);
        assertEquals(50 * MILLIS, restAfter(SECOND, 6_000));
    }

    /** At 20,000 a second that are 60,000 a second: 2,000 in 33 ms, of which 10 were worked. */
    @Test
    void it_is_three_times_as_fast_as_the_log_grows() {
        restAfter(0, 1_000);
        assertEquals(23, restAfter(SECOND, 21_000) / MILLIS);
        assertEquals(0, restAfter(2 * SECOND, 1_021_000));
    }

    private long restAfter(long time, long head) {
        return throttle.rest(EVENTS, time - 10 * MILLIS, time, head);
    }
}
