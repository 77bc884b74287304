package dev.daybook.engine;

import dev.daybook.engine.consumer.ProjectionConsumer;
import dev.daybook.engine.settings.Settings;
import dev.daybook.engine.subscription.Subscription;
import dev.daybook.store.StoreUnavailable;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Begins and ends what the engine is made of, and does what has to be done now and then. */
@Singleton
public final class Lifecycle {

    private static final Logger LOG = Logger.getLogger(Lifecycle.class);
    private static final int FIRST = 1;

    /** Three times within what a key is trusted for without it. */
    private static final Duration KEY_WATCH = Duration.ofMillis(200);

    /** Whoever is slower is kept from doing harm by the epoch of who goes on. */
    private static final Duration RESTING = Duration.ofMillis(500);

    /** A database that does not answer must not hold up the end. */
    private static final Duration LEAVING = Duration.ofSeconds(1);

    private final Engine engine;
    private final Settings settings;
    private final Scheduler scheduler;
    private final Connections connections;
    private final KnownSchema schema;
    private final Vertx vertx;
    private final AtomicBoolean confirming = new AtomicBoolean();
    private long keyWatch;
    private volatile boolean started;

    Lifecycle(
            Engine engine,
            Settings settings,
            Scheduler scheduler,
            Connections connections,
            KnownSchema schema,
            Vertx vertx) {
        this.connections = connections;
        this.schema = schema;
        this.engine = engine;
        this.settings = settings;
        this.scheduler = scheduler;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        if (settings.serve()) {
            serve();
        }
    }

    /** Begins to run subscriptions, as one instance among others. */
    public void serve() {
        schema.require().await().atMost(settings.storeTimeout());
        engine.requireFitTables().await().atMost(settings.storeTimeout());
        engine.followers.requireFitDatabase().await().atMost(settings.storeTimeout());
        engine.restoredLog().requireNothingAhead().await().atMost(settings.storeTimeout());
        engine.store.keepLast().await().atMost(settings.storeTimeout());
        connections.lastSeen(engine.store::newest);
        if (consumes()) {
            engine.followers.consumer.orElseThrow().start();
            return;
        }
        engine.ownership.begin().await().atMost(settings.storeTimeout());
        engine.tail.lead();
        started = true;
        scheduler.resume();
        keyWatch = vertx.setPeriodic(KEY_WATCH.toMillis(), _ -> confirmKeys());
    }

    /** Whether this instance follows no log of its own. */
    private boolean consumes() {
        return engine.followers.consumer.isPresent();
    }

    /**
     * Every change of a key that has been made by now is seen, once the log's tail has got here.
     */
    private void confirmKeys() {
        if (engine.credentials.areAny() && confirming.compareAndSet(false, true)) {
            long asked = System.nanoTime();
            engine.store
                    .head()
                    .invoke(head -> engine.tail.wakeUpTo(head))
                    .chain(head -> engine.latest.passes(head - 1))
                    .onTermination()
                    .invoke(() -> confirming.set(false))
                    .subscribe()
                    .with(
                            _ -> engine.credentials.confirm(asked),
                            // then nothing is trusted, and each request asks the log itself
                            failure -> LOG.debugf("Keys not confirmed: %s", failure.getMessage()));
        }
    }

    /**
     * Before the requests under way are waited for: a feed would never end, a reader's wait late.
     */
    void endWaits(@Observes @Priority(FIRST) ShutdownDelayInitiatedEvent event) {
        engine.feeds.end();
        engine.awaiter.giveUp();
        engine.followers.subscriptions.forEach(subscription -> subscription.progress().giveUp());
    }

    void stop(@Observes ShutdownEvent event) {
        scheduler.pause();
        vertx.cancelTimer(keyWatch);
        boolean served = started;
        started = false;
        engine.followers.consumer.ifPresent(ProjectionConsumer::stop);
        engine.ownership.end();
        List<Uni<Void>> atRest =
                Stream.of(
                                engine.followers.subscriptions,
                                engine.rebuilds.loops(),
                                List.of(engine.tail))
                        .flatMap(List::stream)
                        .map(Subscription::stop)
                        .toList();
        if (served) {
            leave(Uni.join().all(atRest).andFailFast().replaceWithVoid());
        }
    }

    private void leave(Uni<Void> atRest) {
        atRest.ifNoItem()
                .after(RESTING)
                .recoverWithItem((Void) null)
                .chain(engine.notifications::stop)
                .chain(engine.ownership::leave)
                .ifNoItem()
                .after(LEAVING)
                .recoverWithItem((Void) null)
                .onFailure(StoreUnavailable.class)
                // the others find out when the lease is over
                .recoverWithNull()
                .await()
                .indefinitely();
    }

    /** Says that this instance is alive, and finds out what it owns. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> renewLease() {
        return engine.ownership.renew();
    }

    /**
     * Appends in this process wake at once, those of others by a notification; this finds what
     * failed to wake, and what stands still.
     */
    @Scheduled(
            every = "${daybook.projection-interval}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> lookForTheHead() {
        return !started
                ? Uni.createFrom().voidItem()
                : engine.store
                        .head()
                        .invoke(engine.wakeUps::wakeUpTo)
                        .replaceWithVoid()
                        // they cannot read either, and say so
                        .onFailure(StoreUnavailable.class)
                        .invoke(() -> engine.followers.subscriptions.forEach(Subscription::wake))
                        .onFailure(StoreUnavailable.class)
                        .recoverWithNull();
    }

    /** Reminds what has stood still for too long. */
    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> remind() {
        return !started
                ? Uni.createFrom().voidItem()
                : engine.followers
                        .processes
                        .remind()
                        .onFailure()
                        .invoke(failure -> LOG.warnf("Not reminded: %s", failure.getMessage()))
                        .onFailure()
                        .recoverWithNull();
    }
}
