package dev.daybook.engine;

import dev.daybook.engine.access.Credentials;
import dev.daybook.engine.access.KeyUses;
import dev.daybook.engine.admin.Administration;
import dev.daybook.engine.admin.RestoredLog;
import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.feed.EventAwaiter;
import dev.daybook.engine.feed.FeedMetrics;
import dev.daybook.engine.feed.Feeds;
import dev.daybook.engine.feed.LiveTail;
import dev.daybook.engine.history.Steps;
import dev.daybook.engine.ownership.Instance;
import dev.daybook.engine.ownership.Notifications;
import dev.daybook.engine.ownership.Ownership;
import dev.daybook.engine.ownership.OwnershipLeases;
import dev.daybook.engine.pipeline.CommandMetrics;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.engine.projection.ProjectionAudit;
import dev.daybook.engine.projection.Projections;
import dev.daybook.engine.projection.ReadModel;
import dev.daybook.engine.projection.ReadModels;
import dev.daybook.engine.projection.Rebuilds;
import dev.daybook.engine.settings.Settings;
import dev.daybook.engine.subscription.Subscription;
import dev.daybook.engine.subscription.Subscription.Pace;
import dev.daybook.engine.subscription.Subscriptions;
import dev.daybook.engine.telemetry.Tracing;
import dev.daybook.kernel.Projection;
import dev.daybook.store.EventStore;
import dev.daybook.store.memory.InMemoryEventStore;
import dev.daybook.store.memory.RecentEvents;
import dev.daybook.store.postgres.PostgresEventStore;
import dev.daybook.store.postgres.Schema;
import dev.daybook.store.postgres.Statements;
import dev.daybook.store.postgres.table.ReadTables;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Puts the service together: one store, one command pipeline, one subscription for each projection
 * and process, and one for all that looks at the log live.
 */
@Singleton
public final class Engine {

    final RecentEvents store;
    final Followers followers;
    final Rebuilds rebuilds;
    final Subscription tail;
    final LiveTail latest;
    final Credentials credentials;
    final Feeds feeds;
    final EventAwaiter awaiter;
    final Notifications notifications;
    final Ownership ownership;
    final WakeUps wakeUps;
    private final Registry registry;
    private final Pool pool;
    private final Statements statements;
    private final Commands commands;
    private final Administration administration;
    private final ProjectionAudit projectionAudit;
    private final ReadModels readModels;

    Engine(
            Registry registry,
            Settings settings,
            @ConfigProperty(name = "EVENT_STORE_KIND") String storeKind,
            Pool pool,
            Statements statements,
            Vertx vertx,
            MeterRegistry meters,
            OpenTelemetry telemetry,
            KeyUses keyUses,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean tracingOff,
            @ConfigProperty(name = "quarkus.http.port") int port,
            Config config) {
        this.registry = registry;
        this.pool = pool;
        this.statements = statements;
        this.store = new RecentEvents(store(storeKind), settings.recentEvents());
        Codec codec = new Codec();
        Tracing tracing = tracingOff ? Tracing.off() : Tracing.on(telemetry, codec);
        this.commands =
                new Commands(
                        store,
                        codec,
                        limits(settings),
                        eventLoop(vertx),
                        new CommandMetrics(meters, tracing),
                        this::appended);
        this.notifications =
                new Notifications(
                        pool, statements, eventLoop(vertx), settings.storeTimeout(), this::heard);
        Instance instance = Instance.started(settings.serve() ? String.valueOf(port) : "command");
        Subscriptions shared =
                new Subscriptions(pool, statements, store, instance.id(), () -> eventLoop(vertx));
        this.followers =
                new Followers(
                        registry,
                        settings,
                        config,
                        shared,
                        codec,
                        meters,
                        tracing,
                        commands,
                        notifications::tell);
        Projections projections = followers.projections;
        this.rebuilds = new Rebuilds(name -> projections.rebuild(name, this::askForChanges));
        this.ownership =
                new Ownership(
                        new OwnershipLeases(pool, statements, instance, followers.own()),
                        followers.subscriptions,
                        rebuilds::tell,
                        notifications);
        this.awaiter = new EventAwaiter(store, codec);
        this.credentials = new Credentials(store, codec, keyUses);
        this.latest = new LiveTail(store, credentials::saw, awaiter::saw);
        this.tail = shared.loop(latest, Pace.prompt(settings.projectionBatch()), _ -> {});
        this.feeds = new Feeds(latest, store, settings.feeds(), settings.feedHeartbeat());
        FeedMetrics.watch(meters, feeds);
        this.wakeUps =
                new WakeUps(notifications, ownership, followers.subscriptions, tail, rebuilds);
        this.readModels = new ReadModels(projections, followers.subscriptions, shared, codec);
        this.projectionAudit =
                new ProjectionAudit(pool, store, projections, settings.projectionBatch());
        this.administration =
                new Administration(
                        pool,
                        statements,
                        store,
                        followers.versions(),
                        projections.versions().keySet(),
                        registry.categories(),
                        followers.parkings(),
                        this::askForChanges);
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

    @Produces
    @Singleton
    Feeds feeds() {
        return feeds;
    }

    /** Those who wait for the end of what they have begun. */
    @Produces
    @Singleton
    EventAwaiter awaiter() {
        return awaiter;
    }

    @Produces
    @Singleton
    Credentials credentials() {
        return credentials;
    }

    @Produces
    @Singleton
    Administration administration() {
        return administration;
    }

    /** What compares read tables with the log. */
    public ProjectionAudit projectionAudit() {
        return projectionAudit;
    }

    /** The versions of the tables as the database has them. */
    Uni<Schema.Versions> schemaVersions() {
        return new Schema(pool, statements).versions();
    }

    /** Whether the database takes writes: a standby takes none. */
    public Uni<Boolean> takesWrites() {
        return new Schema(pool, statements).takesWrites();
    }

    /** Succeeds if each read table fits the rows of its projection; fails with the reason else. */
    Uni<Void> requireFitTables() {
        return new ReadTables(pool, statements).requireFit(registry.projections());
    }

    /** What is ahead of the log, and how it is set back. */
    public RestoredLog restoredLog() {
        return new RestoredLog(pool, statements, store);
    }

    /** What follows the log. */
    public Followers followers() {
        return followers;
    }

    /** What carries the log elsewhere. */
    public Outlets outlets() {
        return followers.outlets;
    }

    /** See {@link ReadModels#steps}. */
    public <E, R extends Record> Steps<E, R> steps(Projection<E, R> projection) {
        return readModels.steps(projection);
    }

    /** See {@link ReadModels#readModel(Projection)}. */
    public <E, R extends Record> ReadModel<R> readModel(Projection<E, R> projection) {
        return readModels.readModel(projection);
    }

    /** See {@link ReadModels#readModel(Class, List)}. */
    public <R extends Record> ReadModel<R> readModel(
            Class<R> rowType, List<Projection<?, ?>> projections) {
        return readModels.readModel(rowType, projections);
    }

    private void appended(Set<String> categories, long head) {
        wakeUps.appended(categories, head);
    }

    private void heard(String name, long position) {
        wakeUps.heard(name, position);
    }

    private void askForChanges() {
        wakeUps.askForChanges();
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

    private static Commands.Limits limits(Settings settings) {
        return new Commands.Limits(
                settings.commandQueue(),
                settings.commandBatch(),
                settings.cachedStates(),
                settings.snapshotEvery(),
                settings.storeTimeout());
    }
}
