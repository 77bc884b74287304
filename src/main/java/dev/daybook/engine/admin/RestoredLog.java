package dev.daybook.engine.admin;

import dev.daybook.store.EventStore;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Finds, and sets back, what is ahead of the log: after an older dump of it was restored, what was
 * made from the events that are gone must not be gone on from.
 */
public final class RestoredLog {

    private static final String STORED =
            """
            select name, position from subscriptions
            union all
            (select 'snapshots', position from snapshots order by position desc limit 1)
            union all
            (select 'row_snapshots', position from row_snapshots order by position desc limit 1)
            union all
            (select 'webhook_places', position from webhook_places order by position desc limit 1)
            """;

    private static final String BEGIN_REBUILD_AGAIN =
            """
            update subscriptions set position = 0, epoch = nextval('epochs') where position > $1 and not live
            """;

    private static final String EMPTY_TABLES =
            """
            select empty_projection(name) from subscriptions where position > $1 and live
            """;

    private static final List<String> DROP_CACHES =
            List.of(
                    """
                    delete from snapshots where position > $1
                    """,
                    """
                    delete from row_snapshots where position > $1
                    """,
                    """
                    delete from skipped_events where position > $1
                    """,
                    """
                    update webhook_places set position = $1 where position > $1
                    """,
                    """
                    delete from webhook_held where position > $1
                    """);

    /** Something stored, and the position of the last event that it was made from. */
    public record Stored(String name, long position) {}

    private final Pool pool;
    private final Statements statements;
    private final EventStore store;

    public RestoredLog(Pool pool, Statements statements, EventStore store) {
        this.pool = pool;
        this.statements = statements;
        this.store = store;
    }

    /**
     * Succeeds if nothing is ahead of the log.
     *
     * @return fails with {@link UnusableCheckpoint} else
     */
    public Uni<Void> requireNothingAhead() {
        return ahead().invoke(
                        ahead -> {
                            if (!ahead.isEmpty()) {
                                throw UnusableCheckpoint.aheadOfTheLog(ahead);
                            }
                        })
                .replaceWithVoid();
    }

    /** The log is asked last: another instance may append and project between the two questions. */
    private Uni<List<Stored>> ahead() {
        return statements
                .execute(pool, STORED, Tuple.tuple())
                .chain(
                        rows ->
                                store.head()
                                        .map(
                                                head ->
                                                        StreamSupport.stream(
                                                                        rows.spliterator(), false)
                                                                .map(RestoredLog::stored)
                                                                .filter(
                                                                        each ->
                                                                                each.position()
                                                                                        > head)
                                                                .toList()));
    }

    private static Stored stored(Row row) {
        return new Stored(row.getString("name"), row.getLong("position"));
    }

    /**
     * Sets back what is ahead of the log: projections begin anew, with empty tables, and cached
     * states go. No instance may be running.
     *
     * @return what was ahead
     */
    public Uni<List<Stored>> setBack() {
        return ahead().call(() -> store.head().chain(this::setBackTo));
    }

    private Uni<Void> setBackTo(long head) {
        return statements.bounded(
                pool.withTransaction(
                        connection ->
                                all(connection, head, EMPTY_TABLES, BEGIN_REBUILD_AGAIN)
                                        .chain(
                                                () ->
                                                        all(
                                                                connection,
                                                                head,
                                                                DROP_CACHES.toArray(
                                                                        String[]::new)))));
    }

    private Uni<Void> all(SqlConnection connection, long head, String... sql) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (String each : sql) {
            done =
                    done.chain(
                            () ->
                                    statements
                                            .execute(connection, each, Tuple.of(head))
                                            .replaceWithVoid());
        }
        return done;
    }
}
