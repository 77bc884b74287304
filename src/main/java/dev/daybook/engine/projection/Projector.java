package dev.daybook.engine.projection;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes one projection's read table. Rows and checkpoint commit together, and the checkpoint is
 * compared first: every event lands exactly once, whoever else believes that the projection is
 * theirs.
 */
public final class Projector<E, R extends Record> implements Subscriber {

    private final Aggregate<?, E, ?> aggregate;
    private final Projection<E, R> projection;
    private final ReadTable<R> table;
    private final CheckpointStore checkpoints;
    private final Codec codec;
    private final Pool pool;
    private final Statements statements;
    private final ProjectionMetrics metrics;
    private final RecentRows<R> recentRows = new RecentRows<>();
    private final RowWriter<E, R> writer;

    /** What is folded already and not yet written. */
    private Optional<GatheredRows<R>> gathered = Optional.empty();

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
        this.writer = new RowWriter<>(projection, this.table, recentRows, statements, metrics);
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
        return watched(batch, concerning -> project(batch, concerning));
    }

    private Uni<Void> watched(Batch batch, Function<List<StoredEvent>, Uni<Void>> work) {
        List<StoredEvent> concerning = concerning(batch.events());
        ProjectionMetrics.Batch watched = metrics.begin(concerning);
        return Uni.createFrom()
                .deferred(() -> work.apply(concerning))
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
        return advance(batch, connection -> writer.write(connection, relevant));
    }

    /** Moves the checkpoint and writes rows with it, by key those that later events may change. */
    private Uni<Void> advance(Batch batch, Function<SqlConnection, Uni<Map<String, R>>> write) {
        recentRows.beginAt(batch.epoch(), batch.from());
        return statements
                .bounded(
                        pool.withTransaction(
                                connection ->
                                        checkpoints
                                                .advance(connection, batch)
                                                .chain(() -> write.apply(connection))))
                .invoke(written -> recentRows.wrote(batch.epoch(), batch.to(), written))
                .replaceWithVoid();
    }

    /**
     * Handles a batch where nobody waits for it: rows that later events may change are only folded,
     * and written together with the checkpoint once there are many, or when they are {@link
     * #writeGathered asked for}. The next batch has to begin where this one ends, unless the rows
     * were {@link #forgetGathered forgotten}.
     */
    Uni<Void> gather(Batch batch) {
        return switch (projection) {
            case Projection.Fold<E, R> fold ->
                    watched(batch, concerning -> gather(fold, batch, concerning));
            case Projection.Journal<E, R> _ -> handle(batch);
        };
    }

    private Uni<Void> gather(
            Projection.Fold<E, R> fold, Batch batch, List<StoredEvent> concerning) {
        GatheredRows<R> rows = gathered.orElseGet(() -> new GatheredRows<>(batch));
        gathered = Optional.of(rows);
        List<Recorded<E>> events = writer.concerning(fold, decoded(concerning));
        Set<String> unseen = rows.without(writer.keys(fold, events));
        rows.found(recentRows.at(rows.epoch(), rows.from(), unseen));
        Set<String> unknown = rows.from() == 0 ? Set.of() : rows.without(unseen);
        return writer.find(pool, unknown)
                .invoke(rows::found)
                .invoke(() -> writer.fold(fold, rows.rows(), events))
                .invoke(() -> rows.reach(batch.to()))
                .chain(() -> rows.areMany() ? writeGathered() : Uni.createFrom().voidItem());
    }

    /** Writes what was gathered, if anything was. */
    Uni<Void> writeGathered() {
        return gathered.map(this::write).orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Void> write(GatheredRows<R> rows) {
        return advance(
                        rows.batch(),
                        connection ->
                                rows.write(table, statements, connection).replaceWith(rows.rows()))
                .invoke(this::forgetGathered);
    }

    /** Says that the next batch begins at the stored checkpoint. */
    void forgetGathered() {
        gathered = Optional.empty();
    }

    /**
     * Writes the rows of events in a transaction of the caller's, who has moved the checkpoint to
     * another epoch in it.
     */
    Uni<Void> apply(SqlConnection connection, List<StoredEvent> events) {
        return Uni.createFrom()
                .item(() -> decoded(concerning(events)))
                .invoke(() -> recentRows.forget())
                .chain(relevant -> writer.write(connection, relevant))
                .replaceWithVoid();
    }
}
