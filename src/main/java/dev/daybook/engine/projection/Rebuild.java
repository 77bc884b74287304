package dev.daybook.engine.projection;

import dev.daybook.engine.checkpoint.Batch;
import dev.daybook.engine.checkpoint.Checkpoint;
import dev.daybook.engine.checkpoint.CheckpointMoved;
import dev.daybook.engine.subscription.Bulkhead;
import dev.daybook.engine.subscription.Subscriber;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Fills a read table beside the live one from the beginning of the log, and swaps the two in one
 * transaction once it has caught up. Reads are served from the live one until then.
 */
final class Rebuild implements Subscriber {

    static final String SUFFIX = "__rebuild";

    private static final Logger LOG = Logger.getLogger(Rebuild.class);
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(5);

    private static final String PREPARE =
            """
            select create_beside(name, '__rebuild')
            from (select name from subscriptions
                  where name = $1 and not live and epoch = $2 and position = 0 for update) mine
            """;

    private static final String BE_PATIENT =
            """
            set local lock_timeout = '500ms'
            """;

    private static final String LOCK_LIVE =
            """
            select position from subscriptions where name = $1 and live for update
            """;

    private static final String LOCK_OWN =
            """
            update subscriptions set position = greatest(position, $4), updated_at = clock_timestamp()
            where name = $1 and not live and epoch = $2 and position = $3
            """;

    private static final String SWAP =
            """
            select swap_rebuilt($1) as swapped
            """;

    private static final String BEGIN_AGAIN =
            """
            update subscriptions set position = 0, epoch = nextval('epochs')
            where name = $1 and not live and epoch = $2
            """;

    private static final String DROP =
            """
            select drop_retired($1)
            """;

    private final Projector<?, ?> projector;
    private final EventStore store;
    private final Pool pool;
    private final Statements statements;
    private final Bulkhead bulkhead;
    private final int mostInSwap;
    private final Runnable swapped;
    private long lastReport = System.nanoTime();

    /**
     * @param projector that writes the table beside
     * @param bulkhead that all rebuilds share for their batches
     * @param mostInSwap events that are handled in the swapping transaction at most
     * @param swapped told when the rebuild is over
     */
    Rebuild(
            Projector<?, ?> projector,
            EventStore store,
            Pool pool,
            Statements statements,
            Bulkhead bulkhead,
            int mostInSwap,
            Runnable swapped) {
        this.projector = projector;
        this.store = store;
        this.pool = pool;
        this.statements = statements;
        this.bulkhead = bulkhead;
        this.mostInSwap = mostInSwap;
        this.swapped = swapped;
    }

    @Override
    public String name() {
        return projector.name() + " (rebuild)";
    }

    @Override
    public Uni<Checkpoint> checkpoint() {
        return projector
                .checkpoint()
                .call(
                        checkpoint ->
                                checkpoint.owned() && checkpoint.position() == 0
                                        ? prepare(checkpoint)
                                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> prepare(Checkpoint checkpoint) {
        return statements
                .execute(pool, PREPARE, Tuple.of(projector.name(), checkpoint.epoch()))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> handle(Batch batch) {
        return bulkhead.take(projector.handle(batch)).invoke(() -> report(batch.to()));
    }

    private void report(long position) {
        if (System.nanoTime() - lastReport > BETWEEN_REPORTS.toNanos()) {
            lastReport = System.nanoTime();
            LOG.infof("The rebuild of %s is at position %d.", projector.name(), position);
        }
    }

    @Override
    public Uni<Void> park(Batch batch, Throwable error, int attempts) {
        return projector.park(batch, error, attempts);
    }

    @Override
    public Uni<Void> tell(Optional<String> failure) {
        return projector.tell(failure);
    }

    @Override
    public Uni<Void> caughtUp(Checkpoint checkpoint) {
        return statements
                .bounded(pool.withTransaction(connection -> swap(connection, checkpoint)))
                .chain(done -> done ? finish() : Uni.createFrom().voidItem());
    }

    /** Whether it was done; not where the live table has come too far meanwhile. */
    private Uni<Boolean> swap(SqlConnection connection, Checkpoint checkpoint) {
        return statements
                .execute(connection, BE_PATIENT, Tuple.tuple())
                .chain(() -> statements.execute(connection, LOCK_LIVE, Tuple.of(projector.name())))
                .map(Rebuild::position)
                .chain(
                        live ->
                                store.read(checkpoint.position(), mostInSwap)
                                        .chain(
                                                events ->
                                                        swap(
                                                                connection,
                                                                checkpoint,
                                                                live,
                                                                events)));
    }

    private Uni<Boolean> swap(
            SqlConnection connection, Checkpoint checkpoint, long live, List<StoredEvent> behind) {
        List<StoredEvent> missing =
                behind.stream().filter(event -> event.position() <= live).toList();
        if (checkpoint.position() + missing.size() < live) {
            return Uni.createFrom().item(false);
        }
        List<StoredEvent> handled = missing.stream().filter(checkpoint::lets).toList();
        return lockOwn(connection, checkpoint, live)
                .chain(() -> projector.apply(connection, handled))
                .chain(() -> statements.execute(connection, SWAP, Tuple.of(projector.name())))
                .chain(
                        rows ->
                                rows.iterator().next().getBoolean("swapped")
                                        ? Uni.createFrom().item(true)
                                        : beginAgain(connection, checkpoint));
    }

    private Uni<Void> lockOwn(SqlConnection connection, Checkpoint checkpoint, long live) {
        return statements
                .execute(
                        connection,
                        LOCK_OWN,
                        Tuple.of(projector.name(), checkpoint.epoch(), checkpoint.position(), live))
                .invoke(
                        updated -> {
                            if (updated.rowCount() == 0) {
                                throw new CheckpointMoved(name());
                            }
                        })
                .replaceWithVoid();
    }

    private Uni<Boolean> beginAgain(SqlConnection connection, Checkpoint checkpoint) {
        LOG.warnf(
                "A migration has changed %s since its rebuild began: it begins again.",
                projector.name());
        return statements
                .execute(connection, BEGIN_AGAIN, Tuple.of(projector.name(), checkpoint.epoch()))
                .replaceWith(false);
    }

    private Uni<Void> finish() {
        LOG.infof("%s is rebuilt.", projector.name());
        swapped.run();
        return statements.execute(pool, DROP, Tuple.of(projector.name())).replaceWithVoid();
    }

    private static long position(RowSet<Row> rows) {
        return rows.iterator().next().getLong("position");
    }
}
