package dev.daybook.engine.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.daybook.engine.codec.Codec;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.StoredSnapshot;
import dev.daybook.store.StreamLoad;
import dev.daybook.store.StreamTail;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * The folded states of the streams that commands go to: bounded, and never trusted for longer than
 * until the append, which compares the version.
 */
final class StateCache {

    private static final Logger LOG = Logger.getLogger(StateCache.class);

    private final EventStore store;
    private final Codec codec;
    private final int pageSize;
    private final Cache<StreamId, FoldedState<?>> cache;
    private final LongAdder eventsRead = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /**
     * @param capacity how many states are kept
     * @param pageSize how many events of a stream are read at a time
     */
    StateCache(EventStore store, Codec codec, int capacity, int pageSize) {
        this.store = store;
        this.codec = codec;
        this.pageSize = pageSize;
        // no executor of its own: the cache is only used by the pipeline, one batch at a time
        this.cache = Caffeine.newBuilder().maximumSize(capacity).executor(Runnable::run).build();
    }

    /** How many events were read from the store so far to fold states. */
    long eventsRead() {
        return eventsRead.sum();
    }

    /** How often a state was at hand. */
    long hits() {
        return hits.sum();
    }

    /** How often it was not, or may have been stale. */
    long misses() {
        return misses.sum();
    }

    long size() {
        cache.cleanUp();
        return cache.estimatedSize();
    }

    void put(StreamId stream, FoldedState<?> cached) {
        cache.put(stream, cached);
    }

    /** Reads what was appended to the stream meanwhile before it is used again. */
    void suspect(StreamId stream) {
        FoldedState<?> cached = cache.getIfPresent(stream);
        if (cached != null) {
            cache.put(stream, cached.suspected());
        }
    }

    /**
     * The states of all these streams; those that are not at hand are read together, a page of each
     * in a round trip. Asked again after a failure, it starts from the beginning.
     */
    Uni<Map<StreamId, FoldedState<?>>> of(Collection<? extends StreamBatch<?, ?, ?>> streams) {
        return Uni.createFrom().deferred(() -> read(streams));
    }

    private Uni<Map<StreamId, FoldedState<?>>> read(
            Collection<? extends StreamBatch<?, ?, ?>> streams) {
        Map<StreamId, FoldedState<?>> states = new HashMap<>();
        List<Reading<?>> missing = new ArrayList<>();
        for (StreamBatch<?, ?, ?> each : streams) {
            FoldedState<?> cached = cache.getIfPresent(each.stream());
            if (cached != null && cached.current()) {
                states.put(each.stream(), cached);
            } else if (cached == null && each.isNew()) {
                states.put(each.stream(), unread(each.aggregate()));
            } else {
                missing.add(reading(each.aggregate(), each.stream(), cached));
            }
        }
        hits.add(states.size());
        misses.add(missing.size());
        return missing.isEmpty() ? Uni.createFrom().item(states) : read(missing, states);
    }

    private Uni<Map<StreamId, FoldedState<?>>> read(
            List<Reading<?>> missing, Map<StreamId, FoldedState<?>> states) {
        List<StreamLoad> loads = missing.stream().map(Reading::load).toList();
        return store.load(loads, pageSize)
                .chain(
                        tails -> {
                            List<Reading<?>> unfinished = new ArrayList<>();
                            for (int i = 0; i < tails.size(); i++) {
                                Reading<?> reading = missing.get(i);
                                if (reading.fold(tails.get(i))) {
                                    states.put(reading.stream, reading.state());
                                    cache.put(reading.stream, reading.state());
                                } else {
                                    unfinished.add(reading);
                                }
                            }
                            return unfinished.isEmpty()
                                    ? Uni.createFrom().item(states)
                                    : read(unfinished, states);
                        });
    }

    @SuppressWarnings(
            "unchecked") // a stream's cache entry was made by the aggregate of its category
    private <S> Reading<S> reading(
            Aggregate<?, ?, S> aggregate, StreamId stream, FoldedState<?> cached) {
        FoldedState<S> from =
                cached == null
                        ? unread(aggregate)
                        : FoldedState.read((S) cached.state(), cached.version(), cached.position());
        return new Reading<>(aggregate, stream, from);
    }

    private static <S> FoldedState<S> unread(Aggregate<?, ?, S> aggregate) {
        return FoldedState.read(aggregate.decider().initial(), 0, 0);
    }

    /** The folding of one stream, page after page. */
    private final class Reading<S> {

        private final Aggregate<?, ?, S> aggregate;
        private final StreamId stream;
        private FoldedState<S> state;
        private int snapshotVersion;

        Reading(Aggregate<?, ?, S> aggregate, StreamId stream, FoldedState<S> from) {
            this.aggregate = aggregate;
            this.stream = stream;
            this.state = from;
            this.snapshotVersion = aggregate.snapshotVersion();
        }

        FoldedState<S> state() {
            return state;
        }

        StreamLoad load() {
            return new StreamLoad(stream, state.version(), snapshotVersion);
        }

        /** Whether the end of the stream was reached. */
        boolean fold(StreamTail tail) {
            if (tail.snapshot().isPresent() && !startFrom(tail.snapshot().get())) {
                snapshotVersion = 0;
                return false;
            }
            tail.events().forEach(event -> state = fold(aggregate, event));
            eventsRead.add(tail.events().size());
            snapshotVersion = 0;
            return tail.events().size() < pageSize;
        }

        private boolean startFrom(StoredSnapshot snapshot) {
            Optional<S> parsed = codec.decodeState(aggregate, snapshot);
            if (parsed.isEmpty()) {
                LOG.warnf("The snapshot of %s does not parse and is ignored.", stream);
                return false;
            }
            state = FoldedState.read(parsed.get(), snapshot.version(), snapshot.position());
            return true;
        }

        private <E> FoldedState<S> fold(Aggregate<?, E, S> typed, StoredEvent stored) {
            E event = codec.decode(typed, stored).event();
            return FoldedState.read(
                    typed.decider().evolve(state.state(), event),
                    stored.version(),
                    stored.position());
        }
    }
}
