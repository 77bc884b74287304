package dev.daybook.engine.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

    private static final RetrySchedule STANDARD = new RetrySchedule(Duration.ofSeconds(5));

    private static List<Duration> waits(RetrySchedule schedule, double chance) {
        return IntStream.rangeClosed(1, 10)
                .mapToObj(attempts -> schedule.next(attempts, chance, Optional.empty()))
                .flatMap(Optional::stream)
                .toList();
    }

    @Test
    void the_ten_attempts_are_those_of_standard_webhooks() {
        assertEquals(
                Stream.of("5S", "5M", "30M", "2H", "5H", "10H", "14H", "20H", "24H")
                        .map(text -> Duration.parse("PT" + text))
                        .toList(),
                waits(STANDARD, 0));
    }

    @Test
    void the_base_makes_all_of_them_shorter_and_jitter_a_tenth_longer_at_most() {
        RetrySchedule quick = new RetrySchedule(Duration.ofMillis(10));

        assertEquals(
                List.of(Duration.ofMillis(10), Duration.ofMillis(600)),
                waits(quick, 0).subList(0, 2));
        assertEquals(
                List.of(Duration.ofMillis(11), Duration.ofMillis(660)),
                waits(quick, 1).subList(0, 2));
    }

    @Test
    void what_the_receiver_asks_for_is_granted_up_to_a_day_and_never_makes_it_sooner() {
        assertEquals(Duration.ofMinutes(2), asked(Duration.ofMinutes(2)));
        assertEquals(Duration.ofSeconds(5), asked(Duration.ofSeconds(1)));
        assertEquals(Duration.ofDays(1), asked(Duration.ofDays(400)));
    }

    private static Duration asked(Duration wait) {
        return STANDARD.next(1, 0, Optional.of(wait)).orElseThrow();
    }
}
