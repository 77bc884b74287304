package dev.daybook.support;

import dev.daybook.accounts.Account;
import dev.daybook.accounts.Account.Event;
import dev.daybook.accounts.AccountStatements;
import dev.daybook.accounts.AccountSummaries;
import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.ownership.Instance;
import dev.daybook.engine.projection.ProjectionAudit;
import dev.daybook.engine.projection.Projections;
import dev.daybook.engine.subscription.Parking;
import dev.daybook.engine.subscription.Subscription;
import dev.daybook.engine.subscription.Subscriptions;
import dev.daybook.engine.telemetry.Tracing;
import dev.daybook.kernel.Module;
import dev.daybook.kernel.Projection;
import dev.daybook.store.EventStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The projections of one instance of the service, each with its own loop. */
public final class ReadSide implements AutoCloseable {

    private static final int BATCH_SIZE = 7;

    /** All of them believe that the projections are theirs. */
    private static final Instance INSTANCE = new Instance(new UUID(0, 1), "test");

    private static final String CLAIM =
            """
            select name from claim_subscriptions('%s', 'test', '{account_summary,account_statement}', '{%d,%d}', '1h')
            """;

    private final EventStore store;
    private final TestDatabase database;
    private final Subscription summaries;
    private final Subscription statements;
    private final Map<String, Parking> parkings;
    private final ProjectionAudit audit;

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
        this.database = log.database();
        AccountStatements journal = new AccountStatements();
        database.rows(CLAIM.formatted(INSTANCE.id(), fold.version(), journal.version()));
        Projections projections =
                new Projections(
                        List.of(Module.of(Account.ACCOUNT, fold, journal)),
                        new Subscriptions(
                                log.newPool(),
                                TestLog.statements(),
                                store,
                                INSTANCE.id(),
                                TestVertx::context),
                        new Codec(),
                        new SimpleMeterRegistry(),
                        Tracing.off(),
                        BATCH_SIZE);
        List<Subscription> both = projections.subscriptions((_, _) -> {});
        this.parkings = projections.parkings();
        this.audit = new ProjectionAudit(log.newPool(), store, projections, BATCH_SIZE);
        this.summaries = both.getFirst();
        this.statements = both.getLast();
        both.forEach(Subscription::lead);
    }

    public Subscription summaries() {
        return summaries;
    }

    public Subscription statements() {
        return statements;
    }

    /** What gets parked streams of the summaries going again. */
    public Parking parkedSummaries() {
        return parkings.get(summaries.name());
    }

    /** What compares the tables with the log. */
    public ProjectionAudit audit() {
        return audit;
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
    public long checkpoint(Subscription subscription) {
        return database.number(
                "select position from subscriptions where live and name = '%s'"
                        .formatted(subscription.name()));
    }

    @Override
    public void close() {
        summaries.stop();
        statements.stop();
    }
}
