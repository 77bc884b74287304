package dev.daybook.engine.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.daybook.kernel.StreamId;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.UuidV7;
import dev.daybook.support.Wait;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Each page is read once for all who come by, and never one that may change. */
class LogPagesTest {

    private static final int PAGE = 2;

    private final List<Long> asked = new ArrayList<>();
    private long head = 6;
    private boolean down;
    private final LogPages pages = new LogPages(this::read);

    @Test
    void the_next_page_is_read_ahead_and_a_second_reader_has_the_same() {
        assertEquals(List.of(1L, 2L), positions(0));
        assertEquals(List.of(0L, 2L), asked);
        assertEquals(List.of(3L, 4L), positions(2));
        assertEquals(List.of(1L, 2L), positions(0));
        assertEquals(List.of(3L, 4L), positions(2));
        assertEquals(List.of(0L, 2L, 4L), asked);
    }

    @Test
    void few_pages_are_kept() {
        head = 100;
        for (long position = 0; position < 40; position += PAGE) {
            positions(position);
        }
        asked.clear();
        assertEquals(List.of(1L, 2L), positions(0));
        assertEquals(List.of(0L, 2L), asked);
    }

    @Test
    void the_end_of_the_log_is_read_anew() {
        assertEquals(List.of(), positions(6));
        head = 7;
        assertEquals(List.of(7L), positions(6));
        head = 8;
        assertEquals(List.of(7L, 8L), positions(6));
    }

    @Test
    void a_failure_is_told_to_who_asked_and_not_kept() {
        down = true;
        assertThrows(StoreUnavailable.class, () -> positions(0));
        down = false;
        assertEquals(List.of(1L, 2L), positions(0));
    }

    private List<Long> positions(long after) {
        return Wait.answerOf(pages.readNext(after, PAGE)).stream()
                .map(StoredEvent::position)
                .toList();
    }

    private Uni<List<StoredEvent>> read(long after, int limit) {
        return Uni.createFrom()
                .item(
                        () -> {
                            asked.add(after);
                            if (down) {
                                throw new StoreUnavailable("down", new IllegalStateException());
                            }
                            return LongStream.rangeClosed(after + 1, Math.min(head, after + limit))
                                    .mapToObj(LogPagesTest::event)
                                    .toList();
                        });
    }

    private static StoredEvent event(long position) {
        return new StoredEvent(
                position,
                new StreamId("account", "a"),
                position,
                UuidV7.next(),
                "MoneyDeposited",
                1,
                "{}",
                "{}",
                Instant.EPOCH);
    }
}
