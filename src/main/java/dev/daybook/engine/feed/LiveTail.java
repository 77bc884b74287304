package dev.daybook.engine.feed;

import dev.daybook.engine.checkpoint.Batch;
import dev.daybook.engine.checkpoint.Checkpoint;
import dev.daybook.engine.subscription.Subscriber;
import dev.daybook.store.EventFilter;
import dev.daybook.store.EventStore;
import dev.daybook.store.LogPage;
import dev.daybook.store.StoredEvent;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The end of the log in memory, for all who follow it live: an event is read once for all of them,
 * and they are woken together. It begins where the log ended when the service started, and keeps
 * its place in memory alone.
 */
public final class LiveTail implements Subscriber {

    private static final long UNKNOWN = -1;

    private final EventStore store;
    private final EventAwaiter awaiter;
    private final int capacity;
    private final List<StoredEvent> latest = new ArrayList<>();
    private final Map<UniEmitter<?>, Long> waiting = new ConcurrentHashMap<>();
    private volatile long position = UNKNOWN;

    /**
     * @param awaiter told of each event
     * @param capacity how many events are kept at least; at most twice as many
     */
    public LiveTail(EventStore store, EventAwaiter awaiter, int capacity) {
        this.store = store;
        this.awaiter = awaiter;
        this.capacity = capacity;
    }

    @Override
    public String name() {
        return "live_feed";
    }

    /** The last position that is known; -1 before the log was asked. */
    long position() {
        return position;
    }

    @Override
    public Uni<Checkpoint> checkpoint() {
        Uni<Long> place =
                position == UNKNOWN
                        ? store.head().invoke(this::begin)
                        : Uni.createFrom().item(position);
        return place.map(reached -> new Checkpoint(true, 0, reached, Set.of(), Set.of()));
    }

    private void begin(long head) {
        position = head;
        wake();
    }

    @Override
    public Uni<Void> handle(Batch batch) {
        keep(batch.from(), batch.events());
        awaiter.saw(batch.events());
        wake();
        return Uni.createFrom().voidItem();
    }

    /** Feeds leave out nothing. */
    @Override
    public Uni<Void> park(Batch batch, Throwable error, int attempts) {
        return Uni.createFrom().failure(error);
    }

    private synchronized void keep(long from, List<StoredEvent> events) {
        long last = events.getLast().position();
        if (from != position || last != from + events.size()) {
            throw new IllegalStateException(
                    "The feed stands at %d, and is handed %d events behind %d up to %d."
                            .formatted(position, events.size(), from, last));
        }
        latest.addAll(events);
        if (latest.size() > 2 * capacity) {
            latest.subList(0, latest.size() - capacity).clear();
        }
        position = last;
    }

    /** The number of those who wait. */
    int waiting() {
        return waiting.size();
    }

    /** Answers once there is something behind a position; costs nothing meanwhile. */
    Uni<Void> passes(long place) {
        return Uni.createFrom()
                .emitter(
                        reader -> {
                            waiting.put(reader, place);
                            reader.onTermination(() -> waiting.remove(reader));
                            wake(reader, place);
                        });
    }

    private void wake() {
        waiting.forEach(this::wake);
    }

    private void wake(UniEmitter<?> reader, long place) {
        if (position > place && waiting.remove(reader) != null) {
            reader.complete(null);
        }
    }

    /**
     * What a filter lets pass of the events behind a position; nothing where they are no longer
     * kept.
     */
    synchronized Optional<LogPage> behind(EventFilter filter, long after, int limit) {
        long before = position - latest.size();
        if (after < before || after > position) {
            return Optional.empty();
        }
        List<StoredEvent> events = new ArrayList<>();
        long through = after;
        while (through < position && events.size() < limit) {
            StoredEvent event = latest.get((int) (through - before));
            through = event.position();
            if (filter.lets(event)) {
                events.add(event);
            }
        }
        return Optional.of(new LogPage(events, through));
    }
}
