package dev.daybook.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;

/** Reads the whole log over and over, and checks that what it saw once stays as it was. */
public final class LogReader implements AutoCloseable {

    private static final int LIMIT = 10_000;

    private final EventStore store;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile int rounds;
    private volatile List<UUID> seen = List.of();
    private volatile Optional<Throwable> complaint = Optional.empty();

    /** Reads from now on. */
    public LogReader(EventStore store) {
        this.store = store;
        this.thread = Thread.ofVirtual().start(this::readOn);
    }

    /** The last position that was seen. */
    public int head() {
        assertNeverSawAHole();
        return seen.size();
    }

    /** Returns once the whole log was read so many times more. */
    public void untilRead(int times) {
        int target = rounds + times;
        Wait.until("the log was read again", () -> rounds >= target);
    }

    public void assertNeverSawAHole() {
        complaint.ifPresent(
                failure -> {
                    throw new AssertionError("A reader complains.", failure);
                });
    }

    private void readOn() {
        try {
            while (!stopped) {
                read(Wait.answerOf(store.read(0, LIMIT)));
                rounds = rounds + 1;
            }
        } catch (RuntimeException | AssertionError e) {
            complaint = Optional.of(e);
        }
    }

    private void read(List<StoredEvent> events) {
        List<UUID> ids = events.stream().map(StoredEvent::eventId).toList();
        assertEquals(
                LongStream.rangeClosed(1, events.size()).boxed().toList(),
                events.stream().map(StoredEvent::position).toList());
        assertEquals(seen, ids.subList(0, seen.size()));
        seen = ids;
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
