package dev.daybook.engine.delivery;

import dev.daybook.engine.endpoint.Held;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.StoredEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The streams of which an event could not be delivered to a webhook, and what of it is unsaved. */
final class HeldStreams {

    private final Map<StreamId, Held> held;

    /** The position of the last event of each that was passed by since. */
    private final Map<StreamId, Long> passed = new HashMap<>();

    private final Set<StreamId> unsaved = new HashSet<>();
    private Instant nextAt = Instant.MIN;

    HeldStreams(List<Held> stored) {
        held = new HashMap<>(stored.stream().collect(Collectors.toMap(Held::stream, each -> each)));
    }

    int count() {
        return held.size();
    }

    boolean hold(StreamId stream) {
        return held.containsKey(stream);
    }

    void put(Held event) {
        held.put(event.stream(), event);
        changed(event.stream());
    }

    void free(StreamId stream) {
        held.remove(stream);
        passed.remove(stream);
        changed(stream);
    }

    private void changed(StreamId stream) {
        unsaved.add(stream);
        nextAt =
                held.values().stream()
                        .map(Held::nextAt)
                        .min(Instant::compareTo)
                        .orElse(Instant.MAX);
    }

    /** An event of a held stream is left for later. */
    void pass(StoredEvent event) {
        passed.put(event.stream(), event.position());
    }

    /** Whether an event of the stream was left behind this position. */
    boolean passedBehind(StreamId stream, long position) {
        return passed.getOrDefault(stream, 0L) > position;
    }

    /** Whether any may be tried again. */
    boolean anyDue(Instant now) {
        return !nextAt.isAfter(now);
    }

    /** Those that may be tried again, the oldest first. */
    List<Held> due(Instant now) {
        return anyDue(now)
                ? held.values().stream()
                        .filter(each -> each.isDue(now))
                        .sorted(Comparator.comparingLong(Held::position))
                        .toList()
                : List.of();
    }

    /** What changed since this was asked last, by stream; empty where it is free. */
    Map<StreamId, Optional<Held>> takeUnsaved() {
        Map<StreamId, Optional<Held>> changes = new HashMap<>();
        unsaved.forEach(stream -> changes.put(stream, Optional.ofNullable(of(stream))));
        unsaved.clear();
        return changes;
    }

    private @Nullable Held of(StreamId stream) {
        return held.get(stream);
    }
}
