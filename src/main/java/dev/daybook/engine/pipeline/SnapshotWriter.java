package dev.daybook.engine.pipeline;

import dev.daybook.engine.codec.Codec;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Writes snapshots beside the hot path: one statement at a time, of each stream only the newest
 * that is due.
 */
final class SnapshotWriter {

    private static final Logger LOG = Logger.getLogger(SnapshotWriter.class);
    private static final int MOST_WAITING = 10_000;

    private final EventStore store;
    private final Codec codec;
    private final int every;
    private final Map<StreamId, StoredSnapshot> waiting = new HashMap<>();
    private boolean writing;

    /**
     * @param every a snapshot is due when a multiple of this version is crossed
     */
    SnapshotWriter(EventStore store, Codec codec, int every) {
        this.store = store;
        this.codec = codec;
        this.every = every;
    }

    /**
     * Takes a snapshot if one is due. One that is lost costs the next load some events, nothing
     * else.
     */
    <S> void offer(
            Aggregate<?, ?, S> aggregate, StreamId stream, long before, FoldedState<S> after) {
        if (before / every == after.version() / every) {
            return;
        }
        try {
            codec.encodeState(aggregate, after.state())
                    .ifPresent(
                            state ->
                                    put(
                                            new StoredSnapshot(
                                                    stream,
                                                    after.version(),
                                                    after.position(),
                                                    aggregate.snapshotVersion(),
                                                    state)));
        } catch (RuntimeException bug) {
            // the events are committed, and their callers are still to be told
            LOG.errorf(bug, "No snapshot of %s can be taken.", stream);
        }
    }

    private synchronized void put(StoredSnapshot snapshot) {
        if (waiting.size() < MOST_WAITING) {
            waiting.put(snapshot.stream(), snapshot);
            writeNext();
        }
    }

    private synchronized void written() {
        writing = false;
        writeNext();
    }

    private void writeNext() {
        if (writing || waiting.isEmpty()) {
            return;
        }
        writing = true;
        List<StoredSnapshot> batch = List.copyOf(waiting.values());
        waiting.clear();
        store.saveSnapshots(batch)
                .subscribe()
                .with(
                        _ -> written(),
                        failure -> {
                            LOG.warnf(
                                    "%d snapshots were not written: %s",
                                    batch.size(), failure.getMessage());
                            written();
                        });
    }
}
