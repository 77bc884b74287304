package dev.daybook.engine.feed;

import dev.daybook.engine.codec.Codec;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait until what they have begun comes to an end. They are told by the events
 * themselves, as the instance's one live reader of the log sees them: nobody polls.
 */
public final class EventAwaiter {

    private static final int PAGE_SIZE = 100;

    private record Waiter(Set<String> types, CompletableFuture<StoredEvent> event) {}

    private final EventStore store;
    private final Codec codec;
    private final Map<StreamId, Set<Waiter>> waiters = new ConcurrentHashMap<>();
    private volatile boolean ended;

    public EventAwaiter(EventStore store, Codec codec) {
        this.store = store;
        this.codec = codec;
    }

    /**
     * Waits for an event of a stream from now on, and for so long as it is kept open.
     *
     * @param types of the event
     */
    public Awaited await(StreamId stream, Set<String> types) {
        Waiter waiter = new Waiter(types, new CompletableFuture<>());
        waiters.compute(stream, (_, others) -> with(waiter, others));
        // asked afterwards: whoever ends it now has seen the waiter, or is seen here
        if (ended) {
            waiter.event().cancel(false);
        }
        return new Awaited(stream, waiter);
    }

    /** Within the map's lock, where the last of the others takes the set away. */
    private static Set<Waiter> with(Waiter waiter, @Nullable Set<Waiter> others) {
        Set<Waiter> all = others == null ? ConcurrentHashMap.newKeySet() : others;
        all.add(waiter);
        return all;
    }

    /** What an end says. */
    public Object read(Aggregate<?, ?, ?> aggregate, StoredEvent end) {
        return codec.decode(aggregate, end).event();
    }

    /** An event that is waited for. */
    public final class Awaited implements AutoCloseable {

        private final StreamId stream;
        private final Waiter waiter;
        private final Context caller = Vertx.currentContext();

        private Awaited(StreamId stream, Waiter waiter) {
            this.stream = stream;
            this.waiter = waiter;
        }

        /** The event; nothing where it does not come in time. */
        public Uni<Optional<StoredEvent>> within(Duration patience) {
            return Uni.createFrom()
                    .completionStage(waiter.event())
                    .map(Optional::of)
                    .ifNoItem()
                    .after(patience)
                    .recoverWithItem(Optional.empty())
                    .onCancellation()
                    .invoke(this::close)
                    .onFailure(CancellationException.class)
                    .recoverWithItem(Optional.empty())
                    // whoever saw the event knows nothing of the request
                    .emitOn(task -> caller.runOnContext(_ -> task.run()));
        }

        /** The event, where it came before this was begun. */
        public Uni<Optional<StoredEvent>> earlier() {
            return earlier(0);
        }

        private Uni<Optional<StoredEvent>> earlier(long after) {
            return store.readStream(stream, after, PAGE_SIZE)
                    .chain(
                            events -> {
                                Optional<StoredEvent> found =
                                        events.stream()
                                                .filter(
                                                        event ->
                                                                waiter.types()
                                                                        .contains(
                                                                                event.eventType()))
                                                .findFirst();
                                return found.isPresent() || events.size() < PAGE_SIZE
                                        ? Uni.createFrom().item(found)
                                        : earlier(events.getLast().version());
                            });
        }

        /** Nobody waits any more. */
        @Override
        public void close() {
            waiters.computeIfPresent(
                    stream,
                    (_, others) -> {
                        others.remove(waiter);
                        return others.isEmpty() ? null : others;
                    });
        }
    }

    public void saw(List<StoredEvent> events) {
        if (waiters.isEmpty()) {
            return;
        }
        for (StoredEvent event : events) {
            waiters.getOrDefault(event.stream(), Set.of()).stream()
                    .filter(waiter -> waiter.types().contains(event.eventType()))
                    .forEach(waiter -> waiter.event().complete(event));
        }
    }

    /** How many streams are waited for. */
    public int waiting() {
        return waiters.size();
    }

    /** Nobody is kept waiting any more: the service is ending. */
    public void giveUp() {
        ended = true;
        waiters.values().forEach(all -> all.forEach(waiter -> waiter.event().cancel(false)));
    }
}
