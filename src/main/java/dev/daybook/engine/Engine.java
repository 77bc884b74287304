package dev.daybook.engine;

import dev.daybook.kernel.Module;
import dev.daybook.kernel.Projection;
import dev.daybook.store.EventStore;
import dev.daybook.store.RecentEvents;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.store.memory.InMemoryEventStore;
import dev.daybook.store.postgres.PostgresEventStore;
import dev.daybook.store.postgres.ReadModel;
import dev.daybook.store.postgres.RowSnapshots;
import dev.daybook.store.postgres.Schema;
import dev.daybook.store.postgres.Statements;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Puts the service together: one store, one command pipeline, one subscription for each projection
 * and one for all live feeds.
 */
@Singleton
public final class Engine {

    private static final int FIRST = 1;

    private final Pool pool;
    private final Settings settings;
    private final Statements statements;
    private final MeterRegistry meters;
    private final Tracing tracing;
    private final EventStore store;
    private final Commands commands;
    private final Registry registry;
    private final Codec codec = new Codec();
    private final List<Subscription> subscriptions;
    private final Subscription tail;
    private final Feeds feeds;
    private volatile boolean started;

    Engine(
            Registry registry,
            Settings settings,
            @ConfigProperty(name = "EVENT_STORE_KIND") String storeKind,
            Pool pool,
            Vertx vertx,
            MeterRegistry meters,
            OpenTelemetry telemetry,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean tracingOff) {
        this.registry = registry;
        this.pool = pool;
        this.settings = settings;
        this.statements = new Statements(settings.storeTimeout());
        this.store = new RecentEvents(store(storeKind), settings.recentEvents());
        this.meters = meters;
        this.tracing = tracingOff ? Tracing.off() : Tracing.on(telemetry, codec);
        this.commands =
                new Commands(
                        store,
                        codec,
                        limits(),
                        eventLoop(vertx),
                        new CommandWatch(meters, tracing),
                        this::wakeUpTo);
        this.subscriptions =
                registry.modules().stream()
                        .flatMap(module -> projectors(module).stream())
                        .map(
                                projector ->
                                        new Subscription(
                                                projector,
                                                store,
                                                settings.projectionBatch(),
                                                eventLoop(vertx)))
                        .toList();
        subscriptions.forEach(each -> ProjectionWatch.watch(meters, each));
        Tail latest = new Tail(store, settings.recentEvents());
        this.tail = new Subscription(latest, store, settings.projectionBatch(), eventLoop(vertx));
        this.feeds = new Feeds(latest, store, settings.feeds(), settings.feedHeartbeat());
        Gauge.builder("daybook.feeds.open", feeds, Feeds::open)
                .description("Clients that follow the log live")
                .register(meters);
    }

    @Produces
    @Singleton
    Commands commands() {
        return commands;
    }

    @Produces
    @Singleton
    EventStore store() {
        return store;
    }

    /** Those who follow the log live. */
    @Produces
    @Singleton
    Feeds feeds() {
        return feeds;
    }

    /** The projections'. */
    public List<Subscription> subscriptions() {
        return subscriptions;
    }

    /** The version of the tables as the database has them. */
    public Uni<String> schemaVersion() {
        return new Schema(pool, statements).version();
    }

    /**
     * A reader of the projection's table.
     *
     * @throws java.util.NoSuchElementException if the projection is none of a registered module
     */
    public <E, R extends Record> Projected<R> readModel(Projection<E, R> projection) {
        return new Projected<>(
                new ReadModel<>(pool, statements, projection),
                subscriptions.stream()
                        .filter(each -> each.name().equals(projection.table()))
                        .findFirst()
                        .orElseThrow(),
                projection instanceof Projection.Fold<E, R> fold
                        ? Optional.of(timeTravel(fold))
                        : Optional.empty());
    }

    private <E, R extends Record> TimeTravel<E, R> timeTravel(Projection.Fold<E, R> fold) {
        return new TimeTravel<>(
                registry.aggregateOf(fold),
                fold,
                store,
                codec,
                new RowSnapshots(pool, statements, fold.table(), fold.version()));
    }

    void start(@Observes StartupEvent event) {
        subscriptions.forEach(this::requireUsableCheckpoint);
        started = true;
        wakeSubscriptions();
    }

    /** The log is asked last: another instance may append and project between the two questions. */
    private void requireUsableCheckpoint(Subscription subscription) {
        long checkpoint = subscription.checkpoint().await().atMost(settings.storeTimeout());
        long head = store.head().await().atMost(settings.storeTimeout());
        if (checkpoint > head) {
            throw UnusableCheckpoint.aheadOfTheLog(subscription.name(), checkpoint, head);
        }
    }

    /**
     * Before the requests under way are waited for: a feed would never end, a reader's wait late.
     */
    void endWaits(@Observes @Priority(FIRST) ShutdownDelayInitiatedEvent event) {
        feeds.end();
        subscriptions.forEach(subscription -> subscription.progress().giveUp());
    }

    void stop(@Observes ShutdownEvent event) {
        subscriptions.forEach(Subscription::stop);
        tail.stop();
    }

    private void wakeSubscriptions() {
        subscriptions.forEach(Subscription::wake);
        tail.wake();
    }

    private void wakeUpTo(long head) {
        subscriptions.forEach(subscription -> subscription.wakeUpTo(head));
        tail.wakeUpTo(head);
    }

    /**
     * Appends in this process wake at once; this finds what others appended, what failed to wake,
     * and what stands still. At rest it is all that is asked of the database.
     */
    @Scheduled(
            every = "${daybook.projection-interval}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> lookForTheHead() {
        return !started
                ? Uni.createFrom().voidItem()
                : store.head()
                        .invoke(this::wakeUpTo)
                        .replaceWithVoid()
                        // they cannot read either, and say so
                        .onFailure(StoreUnavailable.class)
                        .invoke(this::wakeSubscriptions)
                        .onFailure(StoreUnavailable.class)
                        .recoverWithNull();
    }

    /**
     * Each time another one; {@link Vertx#getOrCreateContext} gives a thread the same one again.
     */
    private static Context eventLoop(Vertx vertx) {
        return ((VertxInternal) vertx).createEventLoopContext();
    }

    private EventStore store(String kind) {
        return kind.equals("in-memory")
                ? new InMemoryEventStore(Clock.systemUTC())
                : new PostgresEventStore(pool, statements);
    }

    private Commands.Limits limits() {
        return new Commands.Limits(
                settings.commandQueue(),
                settings.commandBatch(),
                settings.cachedStates(),
                settings.snapshotEvery(),
                settings.storeTimeout());
    }

    private <E> List<Projector<E, ?>> projectors(Module<?, E, ?> module) {
        return module.projections().stream()
                .<Projector<E, ?>>map(projection -> projector(module, projection))
                .toList();
    }

    private <E, R extends Record> Projector<E, R> projector(
            Module<?, E, ?> module, Projection<E, R> projection) {
        return new Projector<>(
                module.aggregate(),
                projection,
                codec,
                pool,
                statements,
                new ProjectionWatch(meters, tracing, projection.table()));
    }
}
