package dev.daybook.engine.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.kernel.StreamId;
import dev.daybook.store.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The lag is told from what is known, without asking. */
class BacklogTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = START;
    private final Backlog backlog = new Backlog(() -> now);

    @Test
    void at_rest_there_is_none_however_long() {
        backlog.found(0, List.of());
        at(3600);
        assertLag(0, 0);
    }

    @Test
    void it_grows_from_the_append_on_while_nothing_is_read() {
        backlog.found(0, List.of());
        at(3600);
        backlog.reachesTo(5);
        at(3610);
        backlog.reachesTo(9);
        at(3620);
        assertLag(9, 20);
    }

    @Test
    void it_is_the_age_of_the_oldest_event_that_was_read_and_not_handled() {
        at(100);
        backlog.found(7, events(8, 10, 40));
        assertLag(3, 60);
    }

    @Test
    void it_ends_with_the_last_event_handled() {
        at(100);
        List<StoredEvent> events = events(1, 3, 40);
        backlog.found(0, events);
        backlog.handled(events, true);
        assertLag(0, 0);
    }

    @Test
    void what_was_appended_meanwhile_is_no_older_than_the_reading() {
        at(100);
        List<StoredEvent> events = events(1, 3, 40);
        backlog.found(0, events);
        backlog.reachesTo(5);
        at(110);
        backlog.handled(events, true);
        assertLag(2, 10);
    }

    @Test
    void behind_a_full_batch_come_events_as_old_as_its_last() {
        at(100);
        List<StoredEvent> events = events(1, 3, 40);
        backlog.found(0, events);
        backlog.reachesTo(50);
        backlog.handled(events, false);
        assertLag(47, 60);
    }

    @Test
    void a_log_that_cannot_be_read_may_have_grown_since_it_was_last_seen() {
        at(10);
        backlog.found(4, List.of());
        at(12);
        backlog.lost();
        at(30);
        backlog.lost();
        assertLag(0, 20);
        backlog.found(4, List.of());
        assertLag(0, 0);
    }

    @Test
    void a_clock_of_the_database_that_is_ahead_gives_no_negative_lag() {
        backlog.found(0, events(1, 1, 60));
        assertLag(1, 0);
    }

    private void at(int second) {
        now = START.plusSeconds(second);
    }

    private void assertLag(long events, int seconds) {
        assertEquals(new Lag(events, Duration.ofSeconds(seconds)), backlog.lag());
    }

    private static List<StoredEvent> events(long first, long last, int recordedSecond) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(
                        position ->
                                new StoredEvent(
                                        position,
                                        new StreamId("c", "s"),
                                        position,
                                        new UUID(0, position),
                                        "Event",
                                        1,
                                        "{}",
                                        "{}",
                                        START.plusSeconds(recordedSecond)))
                .toList();
    }
}
