package dev.daybook.engine.projection;

import dev.daybook.engine.subscription.FailureHandler;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.Statements;
import dev.daybook.store.postgres.table.TableComparison;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares read tables with a fresh fold of the log. All of it happens in one transaction, which
 * sees the table as it is at one moment and is rolled back, so that nothing is left of it.
 */
public final class ProjectionAudit {

    private static final String SUFFIX = "__verify";

    /** For each statement: a comparison reads whole tables. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private static final int DIFFERENCES_TOLD = 3;

    private static final String ONE_MOMENT =
            """
            set transaction isolation level repeatable read
            """;

    private static final String AT_LEISURE =
            """
            select set_config('idle_in_transaction_session_timeout', '0', true),
                   set_config('client_min_messages', 'warning', true),
                   set_config('work_mem', '256MB', true)
            """;

    private static final String WHOLE_TABLES =
            """
            select set_config('enable_seqscan', 'on', true)
            """;

    private static final String CHECKPOINT =
            """
            select s.version, s.position,
                   exists (select from subscriptions r where r.name = s.name and not r.live) as rebuilding
            from subscriptions s
            where s.name = $1 and s.live
            """;

    private static final String PARKED =
            """
            select category, stream_id, version from parked_streams where subscription = $1 and live
            """;

    private static final String SKIPPED =
            """
            select position from skipped_events where subscription = $1
            """;

    private static final String CREATE =
            """
            select create_beside($1, $2)
            """;

    /**
     * What was found.
     *
     * @param position of the log at which the table was compared
     * @param obstacle why it was not compared, if so
     * @param differences in words, the first of them
     */
    public record Comparison(long position, Optional<String> obstacle, List<String> differences) {

        static Comparison impossible(String obstacle) {
            return new Comparison(0, Optional.of(obstacle), List.of());
        }
    }

    /** Events that are not in the table. */
    private record LeftOut(Map<StreamId, Long> versions, Set<Long> positions) {

        boolean lets(StoredEvent event) {
            return event.version() < versions.getOrDefault(event.stream(), Long.MAX_VALUE)
                    && !positions.contains(event.position());
        }
    }

    private final Pool pool;
    private final EventStore store;
    private final Projections projections;
    private final int batchSize;
    private final Statements statements = new Statements(PATIENCE);

    public ProjectionAudit(Pool pool, EventStore store, Projections projections, int batchSize) {
        this.pool = pool;
        this.store = store;
        this.projections = projections;
        this.batchSize = batchSize;
    }

    /** Compares the table of a projection; blocks until that is done. */
    public Comparison compare(String name) {
        SqlConnection connection = await(pool.getConnection());
        try {
            Transaction transaction = await(connection.begin());
            try {
                run(connection, ONE_MOMENT);
                run(connection, AT_LEISURE);
                return compare(connection, name);
            } finally {
                await(transaction.rollback());
            }
        } finally {
            await(connection.close());
        }
    }

    private Comparison compare(SqlConnection connection, String name) {
        RowSet<Row> checkpoint = run(connection, CHECKPOINT, name);
        if (checkpoint.size() == 0) {
            return Comparison.impossible("it has not begun yet");
        }
        Row row = checkpoint.iterator().next();
        if (row.getInteger("version") != projections.versions().get(name)) {
            return Comparison.impossible(
                    "its rows are those of version " + row.getInteger("version"));
        }
        if (row.getBoolean("rebuilding")) {
            return Comparison.impossible("it is being rebuilt");
        }
        long position = row.getLong("position");
        run(connection, CREATE, name, SUFFIX);
        Projector<?, ?> projector = projections.projector(name, SUFFIX, statements);
        try {
            fold(connection, projector, leftOut(connection, name), position);
        } catch (RuntimeException e) {
            if (!FailureHandler.blamesEvents(e)) {
                throw e;
            }
            return new Comparison(
                    position, Optional.empty(), List.of(String.valueOf(e.getMessage())));
        }
        run(connection, WHOLE_TABLES);
        return new Comparison(
                position,
                Optional.empty(),
                await(
                        new TableComparison(statements, name, name + SUFFIX)
                                .differences(connection, DIFFERENCES_TOLD)));
    }

    private void fold(
            SqlConnection connection, Projector<?, ?> projector, LeftOut leftOut, long to) {
        long position = 0;
        while (position < to) {
            int most = (int) Math.min(batchSize, to - position);
            List<StoredEvent> events = await(store.read(position, most));
            if (events.isEmpty()) {
                throw new IllegalStateException(
                        "The log ends at %d, before the projection's %d.".formatted(position, to));
            }
            await(projector.apply(connection, events.stream().filter(leftOut::lets).toList()));
            position = events.getLast().position();
        }
    }

    private LeftOut leftOut(SqlConnection connection, String name) {
        Map<StreamId, Long> versions = new HashMap<>();
        run(connection, PARKED, name)
                .forEach(
                        row ->
                                versions.put(
                                        new StreamId(
                                                row.getString("category"),
                                                row.getString("stream_id")),
                                        row.getLong("version")));
        Set<Long> positions = new HashSet<>();
        run(connection, SKIPPED, name).forEach(row -> positions.add(row.getLong("position")));
        return new LeftOut(versions, positions);
    }

    private RowSet<Row> run(SqlConnection connection, String sql, Object... parameters) {
        return await(statements.execute(connection, sql, Tuple.from(List.of(parameters))));
    }

    private static <T> T await(Uni<T> work) {
        return work.await().indefinitely();
    }
}
