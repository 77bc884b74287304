package dev.daybook.engine.history;

import dev.daybook.engine.codec.Codec;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.table.RowSnapshots;
import dev.daybook.store.postgres.table.RowSnapshots.RowSnapshot;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * What a row was: the projection's own fold of the stream up to a version or an instant, read from
 * the log.
 *
 * <p>The row at the end of each full page of events is kept, so that the first journey into a long
 * stream reads all of it, and each later one a page at most.
 */
public final class TimeTravel<E, R extends Record> {

    /**
     * A row at the point in time that was asked for.
     *
     * @param version the newest one of the stream then, 0 where there was none
     * @param position of the last event folded in, or up to which there is no other
     */
    public record Past<R>(Optional<R> row, long version, long position) {

        public Past<R> completeUpTo(long other) {
            return new Past<>(row, version, Math.max(position, other));
        }
    }

    static final int PAGE_SIZE = 500;

    private static final Logger LOG = Logger.getLogger(TimeTravel.class);
    private static final int PAGES_KEPT_TOGETHER = 64;

    private final Aggregate<?, E, ?> aggregate;
    private final Projection.Fold<E, R> fold;
    private final EventStore store;
    private final Codec codec;
    private final RowSnapshots snapshots;
    private final LongAdder eventsRead = new LongAdder();

    public TimeTravel(
            Aggregate<?, E, ?> aggregate,
            Projection.Fold<E, R> fold,
            EventStore store,
            Codec codec,
            RowSnapshots snapshots) {
        this.aggregate = aggregate;
        this.fold = fold;
        this.store = store;
        this.codec = codec;
        this.snapshots = snapshots;
    }

    /** The row of an id at a point in time; at a version not reached yet, as at the newest one. */
    public Uni<Past<R>> to(PointInTime point, String id) {
        StreamId stream = aggregate.stream(id);
        return version(point, stream)
                .chain(version -> started(stream, version))
                .chain(Journey::finished);
    }

    /** Events read so far. */
    long eventsRead() {
        return eventsRead.sum();
    }

    private Uni<Long> version(PointInTime point, StreamId stream) {
        return switch (point) {
            case PointInTime.Version(var version) -> Uni.createFrom().item(version);
            case PointInTime.AsOf(var instant) -> store.versionAt(stream, instant);
        };
    }

    private Uni<Journey> started(StreamId stream, long target) {
        return target < PAGE_SIZE
                ? Uni.createFrom().item(new Journey(stream, target))
                : snapshots
                        .nearest(stream.id(), target)
                        .map(nearest -> new Journey(stream, target).from(nearest));
    }

    /** The folding of one stream up to a version, page after page. */
    private final class Journey {

        private final StreamId stream;
        private final long target;
        private final List<RowSnapshot> unsaved = new ArrayList<>();
        private Optional<R> row = Optional.empty();
        private long version;
        private long position;

        Journey(StreamId stream, long target) {
            this.stream = stream;
            this.target = target;
        }

        /** Nothing is lost with a row that does not parse but time; it is replaced. */
        Journey from(Optional<RowSnapshot> nearest) {
            nearest.ifPresent(
                    snapshot -> {
                        row = codec.tryRead(snapshot.row(), fold.rowType());
                        version = row.isPresent() ? snapshot.version() : 0;
                        position = row.isPresent() ? snapshot.position() : 0;
                        if (row.isEmpty()) {
                            LOG.warnf(
                                    "The row of %s kept for %s does not parse and is ignored.",
                                    stream, fold.table());
                        }
                    });
            return this;
        }

        Uni<Past<R>> finished() {
            return Uni.createFrom()
                    .deferred(this::nextPage)
                    .repeat()
                    .whilst(more -> more)
                    .collect()
                    .last()
                    .replaceWith(() -> new Past<>(row, version, position));
        }

        /** Whether there is more to read. */
        private Uni<Boolean> nextPage() {
            int limit = (int) Math.min(PAGE_SIZE, target - version);
            return limit == 0
                    ? Uni.createFrom().item(false)
                    : store.readStream(stream, version, limit)
                            .invoke(this::fold)
                            .map(events -> events.size() == limit && version < target)
                            .call(more -> save(more ? PAGES_KEPT_TOGETHER : 1));
        }

        private void fold(List<StoredEvent> events) {
            events.forEach(this::fold);
            eventsRead.add(events.size());
            if (events.size() == PAGE_SIZE) {
                keep();
            }
        }

        private void fold(StoredEvent stored) {
            Recorded<E> event = codec.decode(aggregate, stored);
            if (fold.concerns(event.event()) && fold.key(event).equals(stream.id())) {
                row = Optional.of(fold.fold(row, event));
            }
            version = stored.version();
            position = stored.position();
        }

        private void keep() {
            try {
                row.map(codec::write)
                        .ifPresent(json -> unsaved.add(new RowSnapshot(version, position, json)));
            } catch (IllegalArgumentException bug) {
                LOG.errorf(bug, "No row of %s can be kept.", fold.table());
            }
        }

        /** Whoever asked gets the answer all the same. */
        private Uni<Void> save(int fromCount) {
            if (unsaved.size() < fromCount) {
                return Uni.createFrom().voidItem();
            }
            List<RowSnapshot> reached = List.copyOf(unsaved);
            unsaved.clear();
            return snapshots
                    .save(stream.id(), reached)
                    .onFailure()
                    .invoke(
                            failure ->
                                    LOG.warnf(
                                            "%d rows of %s were not kept: %s",
                                            reached.size(), stream, failure.getMessage()))
                    .onFailure()
                    .recoverWithNull();
        }
    }
}
