package dev.daybook.store.memory;

import dev.daybook.kernel.StreamId;
import dev.daybook.store.AppendResult;
import dev.daybook.store.EventFilter;
import dev.daybook.store.EventStore;
import dev.daybook.store.NewEvent;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.StoredSnapshot;
import dev.daybook.store.StreamAppend;
import dev.daybook.store.StreamLoad;
import dev.daybook.store.StreamTail;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the end of the log in memory: what this process appended, and what its loops have read of
 * what others did. So an event is read once for all who follow the log.
 *
 * <p>Each event has its place by its position, and an event of the log never changes: what is at a
 * place is that event, or another one that is told by its position. So nobody waits for anybody,
 * and what others appended in between is missing, not passed over.
 */
public final class RecentEvents implements EventStore {

    private final EventStore store;
    private final AtomicReferenceArray<@Nullable StoredEvent> ring;
    private final AtomicLong newest = new AtomicLong();

    /**
     * @param capacity how many events are kept at least; twice as many where none is missing
     */
    public RecentEvents(EventStore store, int capacity) {
        this.store = store;
        this.ring = new AtomicReferenceArray<>(2 * capacity);
    }

    /** The event at a position, where it is kept. */
    public Optional<StoredEvent> at(long position) {
        StoredEvent event = ring.get(place(position));
        return event != null && event.position() == position
                ? Optional.of(event)
                : Optional.empty();
    }

    /** Reads the last event of the log, if there is one, and keeps it. */
    public Uni<Void> keepLast() {
        return store.head()
                .chain(
                        head ->
                                head == 0
                                        ? Uni.createFrom().voidItem()
                                        : readNext(head - 1, 1).replaceWithVoid());
    }

    /** The last event of the log that was ever kept. */
    public Optional<StoredEvent> newest() {
        return at(newest.get());
    }

    @Override
    public Uni<List<AppendResult>> append(List<StreamAppend> batch) {
        return store.append(batch).invoke(results -> keep(batch, results));
    }

    @Override
    public Uni<List<AppendResult>> appendTogether(List<StreamAppend> streams) {
        return store.appendTogether(streams).invoke(results -> keep(streams, results));
    }

    @Override
    public Uni<List<StoredEvent>> read(long afterPosition, int limit) {
        List<StoredEvent> kept = behind(afterPosition, limit);
        if (kept.isEmpty()) {
            return store.read(afterPosition, limit);
        }
        if (kept.size() == limit) {
            return Uni.createFrom().item(kept);
        }
        return store.read(kept.getLast().position(), limit - kept.size())
                .map(others -> Stream.concat(kept.stream(), others.stream()).toList());
    }

    @Override
    public Uni<List<StoredEvent>> readNext(long afterPosition, int limit) {
        List<StoredEvent> kept = behind(afterPosition, limit);
        return kept.isEmpty()
                ? store.read(afterPosition, limit).invoke(events -> events.forEach(this::keep))
                : Uni.createFrom().item(kept);
    }

    @Override
    public Uni<List<StreamTail>> load(List<StreamLoad> requests, int limit) {
        return store.load(requests, limit);
    }

    @Override
    public Uni<List<StoredEvent>> readStream(StreamId stream, long afterVersion, int limit) {
        return store.readStream(stream, afterVersion, limit);
    }

    @Override
    public Uni<Long> versionAt(StreamId stream, Instant instant) {
        return store.versionAt(stream, instant);
    }

    @Override
    public Uni<Long> positionBefore(Instant instant) {
        return store.positionBefore(instant);
    }

    @Override
    public Uni<List<StoredEvent>> streams(
            String category, String prefix, String afterId, int limit) {
        return store.streams(category, prefix, afterId, limit);
    }

    @Override
    public Uni<List<StoredEvent>> find(
            EventFilter filter, long afterPosition, long toPosition, int limit) {
        return store.find(filter, afterPosition, toPosition, limit);
    }

    @Override
    public Uni<Long> head() {
        return store.head();
    }

    @Override
    public Uni<Void> saveSnapshots(List<StoredSnapshot> snapshots) {
        return store.saveSnapshots(snapshots);
    }

    private void keep(List<StreamAppend> batch, List<AppendResult> results) {
        for (int number = 0; number < results.size(); number++) {
            if (results.get(number) instanceof AppendResult.Appended appended) {
                keep(batch.get(number), appended);
            }
        }
    }

    private void keep(StreamAppend append, AppendResult.Appended appended) {
        long position = appended.firstPosition();
        long version = append.expectedVersion();
        for (NewEvent event : append.events()) {
            keep(
                    new StoredEvent(
                            position++,
                            append.stream(),
                            ++version,
                            event.eventId(),
                            event.eventType(),
                            event.schemaVersion(),
                            event.payload(),
                            event.metadata(),
                            appended.recordedAt()));
        }
    }

    /** Unless there is a newer one: who is far behind drives nothing out. */
    private void keep(StoredEvent event) {
        int place = place(event.position());
        StoredEvent kept = ring.get(place);
        if (kept == null || kept.position() < event.position()) {
            ring.set(place, event);
        }
        newest.accumulateAndGet(event.position(), Math::max);
    }

    private int place(long position) {
        return (int) (position % ring.length());
    }

    private List<StoredEvent> behind(long afterPosition, int limit) {
        List<StoredEvent> kept = new ArrayList<>();
        Optional<StoredEvent> next = at(afterPosition + 1);
        while (next.isPresent() && kept.size() < limit) {
            kept.add(next.get());
            next = at(next.get().position() + 1);
        }
        return kept;
    }
}
