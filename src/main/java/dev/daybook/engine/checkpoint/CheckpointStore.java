package dev.daybook.engine.checkpoint;

import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The stored place of one subscription in the log, as one instance sees it. It moves only from
 * where the owner knows it, in the epoch that the owner knows: whoever lost it writes nothing.
 */
public final class CheckpointStore {

    private static final String READ =
            """
            select position, epoch, coalesce(owner = $3 and version = $4, false) as owned,
                   array(select p.category || '/' || p.stream_id from parked_streams p
                         where p.subscription = $1 and p.live = $2) as parked,
                   array(select k.position from skipped_events k
                         where k.subscription = $1 and k.position > s.position) as skipped
            from subscriptions s where name = $1 and live = $2
            """;

    private static final String ADVANCE =
            """
            update subscriptions set position = $5, updated_at = clock_timestamp()
            where name = $1 and live = $2 and epoch = $3 and position = $4
            """;

    private static final String HOLD =
            """
            select from subscriptions where name = $1 and live = $2 and epoch = $3 for share
            """;

    private static final String PARK =
            """
            insert into parked_streams (subscription, live, category, stream_id, version, position, event_type,
                                        error, attempts)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """;

    private static final String TELL =
            """
            update subscriptions set failure = $4 where name = $1 and live = $2 and owner = $3
            """;

    private final Pool pool;
    private final Statements statements;
    private final UUID instance;
    private final SubscriptionKey key;
    private final int version;

    /**
     * @param version of the projection: what another version stands for is not gone on with
     */
    public CheckpointStore(
            Pool pool, Statements statements, UUID instance, SubscriptionKey key, int version) {
        this.pool = pool;
        this.statements = statements;
        this.instance = instance;
        this.key = key;
        this.version = version;
    }

    /** Where it stands; not this instance's where there is no such row. */
    public Uni<Checkpoint> read() {
        return statements
                .execute(pool, READ, Tuple.of(key.name(), key.live(), instance, version))
                .map(
                        rows ->
                                rows.size() == 0
                                        ? new Checkpoint(false, 0, 0, Set.of(), Set.of())
                                        : checkpoint(rows.iterator().next()));
    }

    private static Checkpoint checkpoint(Row row) {
        return new Checkpoint(
                row.getBoolean("owned"),
                row.getLong("epoch"),
                row.getLong("position"),
                Set.of(row.getArrayOfStrings("parked")),
                Set.of(row.getArrayOfLongs("skipped")));
    }

    /** Moves it past a batch, in the transaction of the batch's effect. */
    public Uni<Void> advance(SqlClient connection, Batch batch) {
        return statements
                .execute(
                        connection,
                        ADVANCE,
                        Tuple.of(key.name(), key.live(), batch.epoch(), batch.from(), batch.to()))
                .invoke(
                        updated -> {
                            if (updated.rowCount() == 0) {
                                throw new CheckpointMoved(key.name());
                            }
                        })
                .replaceWithVoid();
    }

    /** Keeps it this instance's until the end of the transaction. */
    public Uni<Void> hold(SqlClient connection, long epoch) {
        return statements
                .execute(connection, HOLD, Tuple.of(key.name(), key.live(), epoch))
                .invoke(
                        rows -> {
                            if (rows.rowCount() == 0) {
                                throw new CheckpointMoved(key.name());
                            }
                        })
                .replaceWithVoid();
    }

    /** Moves it past a batch whose effect is elsewhere. */
    public Uni<Void> advance(Batch batch) {
        return advance(pool, batch);
    }

    /** Moves it past the batch's only event, whose stream waits from there on. */
    public Uni<Void> park(Batch batch, Throwable error, int attempts) {
        StoredEvent event = batch.events().getFirst();
        Tuple parked =
                Tuple.tuple()
                        .addString(key.name())
                        .addBoolean(key.live())
                        .addString(event.stream().category())
                        .addString(event.stream().id())
                        .addLong(event.version())
                        .addLong(event.position())
                        .addString(event.eventType())
                        .addString(String.valueOf(error.getMessage()))
                        .addInteger(attempts);
        return statements.bounded(
                pool.withTransaction(
                        connection ->
                                advance(connection, batch)
                                        .chain(() -> statements.execute(connection, PARK, parked))
                                        .replaceWithVoid()));
    }

    /** Writes down why the subscription does not advance, if so, for the other instances. */
    public Uni<Void> tell(Optional<String> failure) {
        return statements
                .execute(
                        pool,
                        TELL,
                        Tuple.of(key.name(), key.live(), instance, failure.orElse(null)))
                .replaceWithVoid();
    }
}
