package dev.daybook.support;

import dev.daybook.accounts.Account;
import dev.daybook.accounts.Account.Event;
import dev.daybook.accounts.AccountStatements;
import dev.daybook.accounts.AccountSummaries;
import dev.daybook.engine.Codec;
import dev.daybook.engine.ProjectionWatch;
import dev.daybook.engine.Projector;
import dev.daybook.engine.Subscription;
import dev.daybook.engine.Tracing;
import dev.daybook.kernel.Projection;
import dev.daybook.store.EventStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.List;

/** The projections of one instance of the service, each with its own loop. */
public final class ReadSide implements AutoCloseable {

    private static final int BATCH_SIZE = 7;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final EventStore store;
    private final Pool pool;
    private final Subscription summaries;
    private final Subscription statements;

    /** An owner of both read tables of the accounts, which reads the log from this store. */
    public ReadSide(TestLog log, EventStore store) {
        this(log, store, new AccountSummaries());
    }

    /** The same with another fold in place of the summaries. */
    public ReadSide(
            TestLog log,
            EventStore store,
            Projection.Fold<Event, AccountSummaries.AccountSummary> fold) {
        this.store = store;
        this.pool = log.newPool();
        this.summaries = subscription(fold);
        this.statements = subscription(new AccountStatements());
    }

    public Subscription summaries() {
        return summaries;
    }

    public Subscription statements() {
        return statements;
    }

    public void wake() {
        summaries.wake();
        statements.wake();
    }

    /** Returns once both tables are up to date. */
    public void untilCaughtUp() {
        long head = Wait.answerOf(store.head());
        for (Subscription each : List.of(summaries, statements)) {
            Wait.until(each.name() + " is at " + head, () -> checkpoint(each) >= head);
        }
    }

    /** The stored position up to which everything has been handled. */
    public static long checkpoint(Subscription subscription) {
        return Wait.answerOf(subscription.checkpoint());
    }

    private <R extends Record> Subscription subscription(Projection<Event, R> projection) {
        Projector<Event, R> projector =
                new Projector<>(
                        Account.ACCOUNT,
                        projection,
                        new Codec(),
                        pool,
                        TestLog.statements(),
                        new ProjectionWatch(meters, Tracing.off(), projection.table()));
        return new Subscription(projector, store, BATCH_SIZE, TestVertx.context());
    }

    @Override
    public void close() {
        summaries.stop();
        statements.stop();
    }
}
