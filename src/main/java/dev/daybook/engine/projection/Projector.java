package dev.daybook.engine.projection;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.daybook.engine.checkpoint.Batch;
import dev.daybook.engine.checkpoint.Checkpoint;
import dev.daybook.engine.checkpoint.CheckpointMoved;
import dev.daybook.engine.checkpoint.CheckpointStore;
import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.subscription.Subscriber;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.Statements;
import dev.daybook.store.postgres.table.ReadTable;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Writes one projection's read table. Rows and checkpoint commit together, and the checkpoint is
 * compared first: every event lands exactly once, whoever else believes that the projection is
 * theirs.
 */
public final class Projector<E, R extends Record> implements Subscriber {

    private static final int RECENT_ROWS = 20_000;

    /** A place in the log, in an epoch of the checkpoint. */
    private record Place(long epoch, long position) {}

    private static final Place NOWHERE = new Place(-1, -1);

    private final Aggregate<?, E, ?> aggregate;
    private final Projection<E, R> projection;
    private final ReadTable<R> table;
    private final CheckpointStore checkpoints;
    private final Codec codec;
    private final Pool pool;
    private final Statements statements;
    private final ProjectionMetrics metrics;

    /** What this projector wrote last: still right as long as nobody else wrote since. */
    private final Cache<String, R> recentRows =
            Caffeine.newBuilder().maximumSize(RECENT_ROWS).executor(Runnable::run).build();

    private Place recentRowsAt = NOWHERE;

    /**
     * @param table that the rows are written to: the projection's, or one of the same shape
     */
    Projector(
            Aggregate<?, E, ?> aggregate,
            Projection<E, R> projection,
            String table,
            CheckpointStore checkpoints,
            Codec codec,
            Pool pool,
            Statements statements,
            ProjectionMetrics metrics) {
        this.aggregate = aggregate;
        this.projection = projection;
        this.table = new ReadTable<>(table, projection.rowType());
        this.checkpoints = checkpoints;
        this.codec = codec;
        this.pool = pool;
        this.statements = statements;
        this.metrics = metrics;
    }

    @Override
    public String name() {
        return projection.table();
    }

    @Override
    public boolean concerns(String category) {
        return category.equals(aggregate.category());
    }

    @Override
    public Uni<Checkpoint> checkpoint() {
        return checkpoints.read();
    }

    @Override
    public Uni<Void> park(Batch batch, Throwable error, int attempts) {
        return checkpoints.park(batch, error, attempts);
    }

    @Override
    public Uni<Void> tell(Optional<String> failure) {
        return checkpoints.tell(failure);
    }

    @Override
    public Uni<Void> handle(Batch batch) {
        List<StoredEvent> concerning = concerning(batch.events());
        ProjectionMetrics.Batch watched = metrics.begin(concerning);
        return Uni.createFrom()
                .deferred(() -> project(batch, concerning))
                .invoke(watched::applied)
                .onFailure(failure -> !(failure instanceof CheckpointMoved))
                .invoke(watched::failed);
    }

    private List<StoredEvent> concerning(List<StoredEvent> events) {
        return events.stream().filter(event -> concerns(event.stream().category())).toList();
    }

    private List<Recorded<E>> decoded(List<StoredEvent> events) {
        return events.stream().map(event -> codec.decodeOnce(aggregate, event)).toList();
    }

    private Uni<Void> project(Batch batch, List<StoredEvent> concerning) {
        List<Recorded<E>> relevant = decoded(concerning);
        if (!recentRowsAt.equals(new Place(batch.epoch(), batch.from()))) {
            recentRows.invalidateAll();
        }
        recentRowsAt = NOWHERE;
        return statements
                .bounded(
                        pool.withTransaction(
                                connection ->
                                        checkpoints
                                                .advance(connection, batch)
                                                .chain(() -> write(connection, relevant))))
                .invoke(
                        written -> {
                            recentRows.putAll(written);
                            recentRowsAt = new Place(batch.epoch(), batch.to());
                        })
                .replaceWithVoid();
    }

    /**
     * Writes the rows of events in a transaction of the caller's, who has moved the checkpoint to
     * another epoch in it.
     */
    Uni<Void> apply(SqlConnection connection, List<StoredEvent> events) {
        return Uni.createFrom()
                .item(() -> decoded(concerning(events)))
                .invoke(() -> recentRows.invalidateAll())
                .chain(relevant -> write(connection, relevant))
                .replaceWithVoid();
    }

    /** The rows written that later events may change, by key. */
    private Uni<Map<String, R>> write(SqlConnection connection, List<Recorded<E>> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return switch (projection) {
            case Projection.Fold<E, R> fold -> fold(connection, fold, events);
            case Projection.Journal<E, R> journal ->
                    add(connection, journal, events).replaceWith(Map.of());
        };
    }

    private Uni<Map<String, R>> fold(
            SqlConnection connection, Projection.Fold<E, R> fold, List<Recorded<E>> all) {
        List<Recorded<E>> events =
                all.stream().filter(event -> fold.concerns(event.event())).toList();
        if (events.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        Set<String> keys = events.stream().map(fold::key).collect(Collectors.toSet());
        Map<String, R> rows = new HashMap<>(recentRows.getAllPresent(keys));
        keys.removeAll(rows.keySet());
        metrics.looked(rows.size(), keys.size());
        return read(connection, keys)
                .invoke(found -> found.forEach(row -> rows.put(table.keyOf(row), row)))
                .chain(
                        () -> {
                            Set<String> known = Set.copyOf(rows.keySet());
                            events.forEach(event -> fold(fold, rows, event));
                            return table.upsert(statements, connection, rows, known);
                        })
                .replaceWith(rows);
    }

    private Uni<List<R>> read(SqlConnection connection, Set<String> keys) {
        return keys.isEmpty()
                ? Uni.createFrom().item(List.of())
                : table.find(statements, connection, keys.toArray(String[]::new));
    }

    private void fold(Projection.Fold<E, R> fold, Map<String, R> rows, Recorded<E> event) {
        rows.compute(
                fold.key(event),
                (_, row) -> naming(event, () -> fold.fold(Optional.ofNullable(row), event)));
    }

    private Uni<Void> add(
            SqlConnection connection, Projection.Journal<E, R> journal, List<Recorded<E>> events) {
        List<R> rows =
                events.stream()
                        .flatMap(event -> naming(event, () -> journal.entries(event)).stream())
                        .toList();
        return rows.isEmpty()
                ? Uni.createFrom().voidItem()
                : table.insert(statements, connection, rows);
    }

    private <T> T naming(Recorded<E> event, Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    name()
                            + " cannot take event "
                            + event.position()
                            + " ("
                            + event.stream()
                            + ", version "
                            + event.version()
                            + "): "
                            + e,
                    e);
        }
    }
}
