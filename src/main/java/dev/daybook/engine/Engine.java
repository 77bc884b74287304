package dev.daybook.engine;

import dev.daybook.engine.admin.Administration;
import dev.daybook.engine.admin.RestoredLog;
import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.feed.EventAwaiter;
import dev.daybook.engine.feed.Feeds;
import dev.daybook.engine.feed.LiveTail;
import dev.daybook.engine.history.TimeTravel;
import dev.daybook.engine.ownership.Instance;
import dev.daybook.engine.ownership.Notifications;
import dev.daybook.engine.ownership.Ownership;
import dev.daybook.engine.ownership.OwnershipLeases;
import dev.daybook.engine.pipeline.CommandMetrics;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.engine.process.Processes;
import dev.daybook.engine.projection.ProjectionAudit;
import dev.daybook.engine.projection.ProjectionMetrics;
import dev.daybook.engine.projection.Projections;
import dev.daybook.engine.projection.ReadModel;
import dev.daybook.engine.projection.Rebuilds;
import dev.daybook.engine.subscription.Parking;
import dev.daybook.engine.subscription.Subscription;
import dev.daybook.engine.subscription.Subscriptions;
import dev.daybook.engine.telemetry.Tracing;
import dev.daybook.kernel.Projection;
import dev.daybook.store.EventStore;
import dev.daybook.store.RecentEvents;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.store.UuidV7;
import dev.daybook.store.memory.InMemoryEventStore;
import dev.daybook.store.postgres.PostgresEventStore;
import dev.daybook.store.postgres.Schema;
import dev.daybook.store.postgres.Statements;
import dev.daybook.store.postgres.table.ReadTables;
import dev.daybook.store.postgres.table.RowQueries;
import dev.daybook.store.postgres.table.RowSnapshots;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Puts the service together: one store, one command pipeline, one subscription for each projection
 * and process, and one for all that looks at the log live.
 */
@Singleton
public final class Engine {

    private static final Logger LOG = Logger.getLogger(Engine.class);
    private static final int FIRST = 1;

    /** A database that does not answer must not hold up the end. */
    private static final Duration LEAVING = Duration.ofSeconds(1);

    private final Scheduler scheduler;
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
    private final Notifications notifications;
    private final Processes processes;
    private final EventAwaiter endings;
    private final Rebuilds rebuilds;
    private final Ownership ownership;
    private final Administration administration;
    private final ProjectionAudit projectionAudit;
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
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean tracingOff,
            @ConfigProperty(name = "quarkus.http.port") int port,
            Scheduler scheduler) {
        this.registry = registry;
        this.scheduler = scheduler;
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
                        new CommandMetrics(meters, tracing),
                        this::appended);
        String process = settings.serve() ? String.valueOf(port) : "command";
        Instance instance = new Instance(UuidV7.next(), instanceName(process));
        Subscriptions shared =
                new Subscriptions(pool, statements, store, instance.id(), () -> eventLoop(vertx));
        Projections projections =
                new Projections(
                        registry.modules(),
                        shared,
                        codec,
                        meters,
                        tracing,
                        settings.projectionBatch());
        this.notifications =
                new Notifications(
                        pool, statements, eventLoop(vertx), settings.storeTimeout(), this::heard);
        this.processes =
                new Processes(
                        registry.modules(),
                        shared,
                        codec,
                        meters,
                        commands,
                        settings.commandBatch(),
                        notifications::tell);
        this.subscriptions =
                Stream.of(projections.subscriptions(notifications::tell), processes.subscriptions())
                        .flatMap(List::stream)
                        .toList();
        Map<String, Integer> offers = new TreeMap<>(projections.versions());
        offers.putAll(processes.versions());
        Map<String, Parking> parkings = new HashMap<>(projections.parkings());
        parkings.putAll(processes.parkings());
        this.rebuilds = new Rebuilds(name -> projections.rebuild(name, this::askForChanges));
        this.ownership =
                new Ownership(
                        new OwnershipLeases(pool, statements, instance, offers),
                        subscriptions,
                        rebuilds::tell,
                        notifications);
        this.projectionAudit =
                new ProjectionAudit(pool, store, projections, settings.projectionBatch());
        this.administration =
                new Administration(
                        pool,
                        statements,
                        store,
                        offers,
                        projections.versions().keySet(),
                        registry.categories(),
                        parkings,
                        this::askForChanges);
        subscriptions.forEach(each -> ProjectionMetrics.watch(meters, each));
        this.endings = new EventAwaiter(store, codec);
        LiveTail latest = new LiveTail(store, endings, settings.recentEvents());
        this.tail =
                new Subscription(
                        latest,
                        store,
                        Subscription.Pace.prompt(settings.projectionBatch()),
                        eventLoop(vertx),
                        _ -> {});
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

    /** Those who wait for the end of what they have begun. */
    @Produces
    @Singleton
    EventAwaiter endings() {
        return endings;
    }

    /** What operators can see and do. */
    @Produces
    @Singleton
    Administration administration() {
        return administration;
    }

    /** What compares read tables with the log. */
    public ProjectionAudit projectionAudit() {
        return projectionAudit;
    }

    /** Those of projections and processes. */
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
    public <E, R extends Record> ReadModel<R> readModel(Projection<E, R> projection) {
        return readModel(
                projection.rowType(),
                List.of(projection),
                projection instanceof Projection.Fold<E, R> fold
                        ? Optional.of(timeTravel(fold))
                        : Optional.empty());
    }

    /**
     * A reader of what queries over the tables of several projections give.
     *
     * @param rowType the columns that they select
     * @throws java.util.NoSuchElementException if a projection is none of a registered module
     */
    public <R extends Record> ReadModel<R> readModel(
            Class<R> rowType, List<Projection<?, ?>> projections) {
        return readModel(rowType, projections, Optional.empty());
    }

    private <R extends Record> ReadModel<R> readModel(
            Class<R> rowType,
            List<Projection<?, ?>> projections,
            Optional<TimeTravel<?, R>> history) {
        return new ReadModel<>(
                new RowQueries<>(pool, statements, rowType, projections),
                projections.stream().map(projection -> subscription(projection.table())).toList(),
                history);
    }

    private Subscription subscription(String name) {
        return subscriptions.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
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
        if (settings.serve()) {
            serve();
        }
    }

    /** Begins to run subscriptions, as one instance among others. */
    public void serve() {
        new ReadTables(pool, statements)
                .requireFit(registry.projections())
                .await()
                .atMost(settings.storeTimeout());
        restoredLog().requireNothingAhead().await().atMost(settings.storeTimeout());
        ownership.renew().await().atMost(settings.storeTimeout());
        tail.lead();
        started = true;
        scheduler.resume();
    }

    /** What is ahead of the log, and how it is set back. */
    public RestoredLog restoredLog() {
        return new RestoredLog(pool, statements, store);
    }

    /**
     * Before the requests under way are waited for: a feed would never end, a reader's wait late.
     */
    void endWaits(@Observes @Priority(FIRST) ShutdownDelayInitiatedEvent event) {
        feeds.end();
        endings.giveUp();
        subscriptions.forEach(subscription -> subscription.progress().giveUp());
    }

    void stop(@Observes ShutdownEvent event) {
        scheduler.pause();
        boolean served = started;
        started = false;
        subscriptions.forEach(Subscription::stop);
        rebuilds.stop();
        tail.stop();
        if (served) {
            leave();
        }
    }

    private void leave() {
        notifications
                .stop()
                .chain(ownership::leave)
                .ifNoItem()
                .after(LEAVING)
                .recoverWithItem((Void) null)
                .onFailure(StoreUnavailable.class)
                // the others find out when the lease is over
                .recoverWithNull()
                .await()
                .indefinitely();
    }

    /** This instance has appended: its own loops are woken at once, those of others soon. */
    private void appended(Set<String> categories, long head) {
        wakeUpTo(categories, head);
        categories.forEach(
                category -> notifications.tell(Notifications.LOG_PREFIX + category, head));
    }

    private void wakeUpTo(Set<String> categories, long head) {
        subscriptions.forEach(subscription -> subscription.wakeUpTo(head, categories));
        rebuilds.wakeUpTo(head);
        tail.wakeUpTo(head);
    }

    private void wakeUpTo(long head) {
        subscriptions.forEach(subscription -> subscription.wakeUpTo(head));
        rebuilds.wakeUpTo(head);
        tail.wakeUpTo(head);
    }

    /** An instance has told how far something has come. */
    private void heard(String name, long position) {
        switch (name) {
            case Notifications.OWNERS_NAME -> renewLease().subscribe().with(_ -> {});
            case String log when log.startsWith(Notifications.LOG_PREFIX) ->
                    wakeUpTo(Set.of(log.substring(Notifications.LOG_PREFIX.length())), position);
            default ->
                    subscriptions.stream()
                            .filter(subscription -> subscription.name().equals(name))
                            .forEach(subscription -> subscription.follow(position));
        }
    }

    /** There may be something for an instance to take. */
    private void askForChanges() {
        heard(Notifications.OWNERS_NAME, 0);
        notifications.tell(Notifications.OWNERS_NAME, 0);
    }

    /** Says that this instance is alive, and finds out what it owns. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> renewLease() {
        if (!started) {
            return Uni.createFrom().voidItem();
        }
        notifications.listen();
        return ownership
                .renew()
                // it may lose what it owns, and finds out
                .onFailure(StoreUnavailable.class)
                .recoverWithNull();
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
                : store.head()
                        .invoke(this::wakeUpTo)
                        .replaceWithVoid()
                        // they cannot read either, and say so
                        .onFailure(StoreUnavailable.class)
                        .invoke(() -> subscriptions.forEach(Subscription::wake))
                        .onFailure(StoreUnavailable.class)
                        .recoverWithNull();
    }

    /** Reminds what has stood still for too long. */
    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> remind() {
        return !started
                ? Uni.createFrom().voidItem()
                : processes
                        .remind()
                        .onFailure()
                        .invoke(failure -> LOG.warnf("Not reminded: %s", failure.getMessage()))
                        .onFailure()
                        .recoverWithNull();
    }

    private static String instanceName(String process) {
        try {
            return InetAddress.getLocalHost().getHostName() + ":" + process;
        } catch (UnknownHostException e) {
            return "localhost:" + process;
        }
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
}
