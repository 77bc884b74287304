package dev.daybook.store;

import dev.daybook.kernel.StreamId;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps the end of the log in memory, as far as this process appended it, so that what follows the
 * log need not read back what was just written. Since positions have no hole, it knows what it
 * holds; the rest, which other processes appended, is read from the store.
 */
public final class RecentEvents implements EventStore {

    private final EventStore store;
    private final int capacity;
    private final List<StoredEvent> recent = new ArrayList<>();

    /**
     * @param capacity how many events are kept at least; at most twice as many
     */
    public RecentEvents(EventStore store, int capacity) {
        this.store = store;
        this.capacity = capacity;
    }

    @Override
    public Uni<List<AppendResult>> append(List<StreamAppend> batch) {
        return store.append(batch).invoke(results -> keep(batch, results));
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
        return kept.isEmpty() ? store.read(afterPosition, limit) : Uni.createFrom().item(kept);
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

    private synchronized void keep(List<StreamAppend> batch, List<AppendResult> results) {
        for (int number = 0; number < results.size(); number++) {
            if (results.get(number) instanceof AppendResult.Appended appended) {
                keep(batch.get(number), appended);
            }
        }
        if (recent.size() > 2 * capacity) {
            recent.subList(0, recent.size() - capacity).clear();
        }
    }

    private void keep(StreamAppend append, AppendResult.Appended appended) {
        long position = appended.firstPosition();
        long version = append.expectedVersion();
        if (!recent.isEmpty()
                && !append.events().isEmpty()
                && recent.getLast().position() != position - 1) {
            recent.clear();
        }
        for (NewEvent event : append.events()) {
            recent.add(
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

    private synchronized List<StoredEvent> behind(long afterPosition, int limit) {
        if (recent.isEmpty() || afterPosition + 1 < recent.getFirst().position()) {
            return List.of();
        }
        int from = (int) Math.min(afterPosition + 1 - recent.getFirst().position(), recent.size());
        return List.copyOf(recent.subList(from, Math.min(recent.size(), from + limit)));
    }
}
