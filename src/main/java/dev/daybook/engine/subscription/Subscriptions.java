package dev.daybook.engine.subscription;

import dev.daybook.engine.checkpoint.CheckpointStore;
import dev.daybook.engine.checkpoint.SubscriptionKey;
import dev.daybook.engine.subscription.Subscription.Pace;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Makes the parts of subscriptions for one instance: all of them share one store and one pool.
 *
 * @param instance whose checkpoints they move
 * @param contexts gives another one each time: each loop has its own
 */
public record Subscriptions(
        Pool pool,
        Statements statements,
        EventStore store,
        UUID instance,
        Supplier<Context> contexts) {

    /** The stored place of a subscription whose rows or effects are those of a version. */
    public CheckpointStore checkpoints(SubscriptionKey key, int version) {
        return checkpoints(key, version, statements);
    }

    /**
     * @param patient sends the statements, where they may take longer than others
     */
    public CheckpointStore checkpoints(SubscriptionKey key, int version, Statements patient) {
        return new CheckpointStore(pool, patient, instance, key, version);
    }

    /**
     * @param advances told each position that the loop has reached, as the owner
     */
    public Subscription loop(Subscriber subscriber, Pace pace, LongConsumer advances) {
        return loop(subscriber, store::readNext, pace, advances);
    }

    /**
     * @param log where it is read, if not in the store that all share
     */
    public Subscription loop(
            Subscriber subscriber, LogReader log, Pace pace, LongConsumer advances) {
        return new Subscription(subscriber, log, pace, contexts.get(), advances);
    }

    /**
     * @param context on which the loop runs, if not on one of its own
     */
    public Subscription loop(
            Subscriber subscriber, Context context, Pace pace, LongConsumer advances) {
        return new Subscription(subscriber, store::readNext, pace, context, advances);
    }

    /**
     * What gets the parked streams of a subscription going again.
     *
     * @param handler handles events once more, in the transaction that unparks them
     */
    public Parking parking(
            String name, BiFunction<SqlConnection, List<StoredEvent>, Uni<Void>> handler) {
        return new Parking(name, handler, store, pool, statements);
    }
}
