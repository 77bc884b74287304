package dev.daybook.engine.projection;

import dev.daybook.engine.checkpoint.Batch;
import dev.daybook.engine.checkpoint.Checkpoint;
import dev.daybook.engine.subscription.Bulkhead;
import dev.daybook.engine.subscription.Subscriber;
import dev.daybook.store.EventStore;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
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

    private static final String DROP =
            """
            select drop_retired($1)
            """;

    private final Projector<?, ?> projector;
    private final EventStore store;
    private final Pool pool;
    private final Statements statements;
    private final Bulkhead bulkhead;
    private final Swap swap;
    private final Runnable swapped;
    private final Throttle throttle = new Throttle();
    private long lastReport = System.nanoTime();

    /** An event up to here cannot be handled, or could not once. */
    private long suspectUpTo;

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
        this.swap = new Swap(projector, store, statements, mostInSwap);
        this.swapped = swapped;
    }

    @Override
    public String name() {
        return projector.name() + " (rebuild)";
    }

    @Override
    public Uni<Checkpoint> checkpoint() {
        projector.forgetGathered();
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
        return bulkhead.take(Uni.createFrom().deferred(() -> handleThrottled(batch)))
                .invoke(() -> report(batch.to()));
    }

    private Uni<Void> handleThrottled(Batch batch) {
        long begun = System.nanoTime();
        return carefully(
                        batch.to(),
                        batch.from() < suspectUpTo
                                ? projector.handle(batch)
                                : projector.gather(batch))
                .chain(store::head)
                .chain(
                        head ->
                                rest(
                                        throttle.rest(
                                                batch.to() - batch.from(),
                                                begun,
                                                System.nanoTime(),
                                                head)));
    }

    private static Uni<Void> rest(long nanos) {
        Uni<Void> done = Uni.createFrom().voidItem();
        return nanos == 0 ? done : done.onItem().delayIt().by(Duration.ofNanos(nanos));
    }

    /** What cannot be handled is found among events that are written as they are handled. */
    private Uni<Void> carefully(long upTo, Uni<Void> work) {
        return work.onFailure().invoke(() -> suspectUpTo = Math.max(suspectUpTo, upTo));
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
        return carefully(checkpoint.position(), projector.writeGathered())
                .chain(
                        () ->
                                statements.bounded(
                                        pool.withTransaction(
                                                connection -> swap.in(connection, checkpoint))))
                .chain(done -> done ? finish() : Uni.createFrom().voidItem());
    }

    private Uni<Void> finish() {
        LOG.infof("%s is rebuilt.", projector.name());
        swapped.run();
        return statements.execute(pool, DROP, Tuple.of(projector.name())).replaceWithVoid();
    }
}
