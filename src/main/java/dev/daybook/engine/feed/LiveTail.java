package dev.daybook.engine.feed;

import dev.daybook.engine.checkpoint.Batch;
import dev.daybook.engine.checkpoint.Checkpoint;
import dev.daybook.engine.subscription.Subscriber;
import dev.daybook.store.EventFilter;
import dev.daybook.store.LogPage;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.memory.RecentEvents;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The place up to which all who follow the log live are served from memory: they are woken together
 * when it moves. It begins where the log ended when the service started, and is kept in memory
 * alone.
 */
public final class LiveTail implements Subscriber {

    private static final long UNKNOWN = -1;

    private final RecentEvents log;
    private final List<Consumer<List<StoredEvent>>> observers;
    private final Map<UniEmitter<?>, Long> waiting = new ConcurrentHashMap<>();
    private volatile long position = UNKNOWN;

    /**
     * @param observers told of each event before anybody is woken by it
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public LiveTail(RecentEvents log, Consumer<List<StoredEvent>>... observers) {
        this.log = log;
        this.observers = List.of(observers);
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
                        ? log.head().invoke(this::begin)
                        : Uni.createFrom().item(position);
        return place.map(reached -> new Checkpoint(true, 0, reached, Set.of(), Set.of()));
    }

    private void begin(long head) {
        position = head;
        wake();
    }

    @Override
    public Uni<Void> handle(Batch batch) {
        requireNext(batch.from(), batch.events());
        observers.forEach(observer -> observer.accept(batch.events()));
        position = batch.events().getLast().position();
        wake();
        return Uni.createFrom().voidItem();
    }

    /** Feeds leave out nothing. */
    @Override
    public Uni<Void> park(Batch batch, Throwable error, int attempts) {
        return Uni.createFrom().failure(error);
    }

    private void requireNext(long from, List<StoredEvent> events) {
        long last = events.getLast().position();
        if (from != position || last != from + events.size()) {
            throw new IllegalStateException(
                    "The feed stands at %d, and is handed %d events behind %d up to %d."
                            .formatted(position, events.size(), from, last));
        }
    }

    /** The number of those who wait. */
    int waiting() {
        return waiting.size();
    }

    /** Answers once there is something behind a position; costs nothing meanwhile. */
    public Uni<Void> passes(long place) {
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
    Optional<LogPage> behind(EventFilter filter, long after, int limit) {
        List<StoredEvent> events = new ArrayList<>();
        long end = position;
        long through = after;
        while (through < end && events.size() < limit) {
            Optional<StoredEvent> next = log.at(through + 1);
            if (next.isEmpty()) {
                break;
            }
            through++;
            next.filter(filter::lets).ifPresent(events::add);
        }
        return through > after ? Optional.of(new LogPage(events, through)) : Optional.empty();
    }
}
