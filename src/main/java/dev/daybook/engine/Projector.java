package dev.daybook.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.ReadTable;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
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

    private static final String CREATE =
            """
            insert into projection_checkpoints (name, version, position) values ($1, $2, 0)
            on conflict (name) do nothing
            """;

    private static final String READ =
            """
            select position, version from projection_checkpoints where name = $1
            """;

    private static final String ADVANCE =
            """
            update projection_checkpoints set position = $3, updated_at = clock_timestamp()
            where name = $1 and position = $2
            """;

    private static final int RECENT_ROWS = 20_000;
    private static final long NOWHERE = -1;

    private final Aggregate<?, E, ?> aggregate;
    private final Projection<E, R> projection;
    private final ReadTable<R> table;
    private final Codec codec;
    private final Pool pool;
    private final Statements statements;
    private final ProjectionWatch watch;

    /**
     * What this projector wrote last: still right as long as nobody else moved the checkpoint
     * since.
     */
    private final Cache<String, R> recentRows =
            Caffeine.newBuilder().maximumSize(RECENT_ROWS).executor(Runnable::run).build();

    private long recentRowsAt = NOWHERE;

    public Projector(
            Aggregate<?, E, ?> aggregate,
            Projection<E, R> projection,
            Codec codec,
            Pool pool,
            Statements statements,
            ProjectionWatch watch) {
        this.aggregate = aggregate;
        this.projection = projection;
        this.table = new ReadTable<>(projection.table(), projection.rowType());
        this.codec = codec;
        this.pool = pool;
        this.statements = statements;
        this.watch = watch;
    }

    @Override
    public String name() {
        return projection.table();
    }

    @Override
    public Uni<Long> checkpoint() {
        return statements
                .execute(pool, CREATE, Tuple.of(name(), projection.version()))
                .chain(() -> statements.execute(pool, READ, Tuple.of(name())))
                .map(rows -> checkpoint(rows.iterator().next()));
    }

    private long checkpoint(Row stored) {
        if (stored.getInteger("version") != projection.version()) {
            throw UnusableCheckpoint.ofOtherVersion(
                    name(), stored.getInteger("version"), projection.version());
        }
        return stored.getLong("position");
    }

    @Override
    public Uni<Void> handle(long from, List<StoredEvent> events) {
        List<StoredEvent> concerning =
                events.stream()
                        .filter(event -> event.stream().category().equals(aggregate.category()))
                        .toList();
        ProjectionWatch.Batch batch = watch.begin(concerning);
        return Uni.createFrom()
                .deferred(() -> project(from, events.getLast().position(), concerning))
                .invoke(batch::applied)
                .onFailure(failure -> !(failure instanceof CheckpointMoved))
                .invoke(batch::failed);
    }

    private Uni<Void> project(long from, long to, List<StoredEvent> concerning) {
        List<Recorded<E>> relevant =
                concerning.stream().map(event -> codec.decodeOnce(aggregate, event)).toList();
        if (from != recentRowsAt) {
            recentRows.invalidateAll();
        }
        recentRowsAt = NOWHERE;
        return statements
                .bounded(
                        pool.withTransaction(
                                connection ->
                                        advance(connection, from, to)
                                                .chain(() -> write(connection, relevant))))
                .invoke(
                        written -> {
                            recentRows.putAll(written);
                            recentRowsAt = to;
                        })
                .replaceWithVoid();
    }

    private Uni<Void> advance(SqlConnection connection, long from, long to) {
        return statements
                .execute(connection, ADVANCE, Tuple.of(name(), from, to))
                .invoke(
                        updated -> {
                            if (updated.rowCount() == 0) {
                                throw new CheckpointMoved(name());
                            }
                        })
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
            SqlConnection connection, Projection.Fold<E, R> fold, List<Recorded<E>> events) {
        Set<String> keys = events.stream().map(fold::key).collect(Collectors.toSet());
        Map<String, R> rows = new HashMap<>(recentRows.getAllPresent(keys));
        keys.removeAll(rows.keySet());
        watch.looked(rows.size(), keys.size());
        return read(connection, keys)
                .invoke(found -> found.forEach(row -> rows.put(table.keyOf(row), row)))
                .invoke(() -> events.forEach(event -> fold(fold, rows, event)))
                .chain(() -> table.upsert(statements, connection, rows.values()))
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
