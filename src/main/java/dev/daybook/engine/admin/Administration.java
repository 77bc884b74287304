package dev.daybook.engine.admin;

import dev.daybook.engine.access.Audit;
import dev.daybook.engine.admin.ProjectionStatus.ParkedStream;
import dev.daybook.engine.admin.ProjectionStatus.RebuildStatus;
import dev.daybook.engine.subscription.Lag;
import dev.daybook.engine.subscription.Parking;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What operators see of the projections, and what they can do about them; through any instance. */
public final class Administration {

    private static final String STATUS =
            """
            select s.name, s.live, s.version, s.position, s.failure, i.name as owner,
                   clock_timestamp() as now,
                   coalesce((s.position - s.owned_from)
                            / nullif(extract(epoch from s.updated_at - s.owned_since), 0), 0)::float8 as rate,
                   (select count(*) from parked_streams p where p.subscription = s.name and p.live = s.live) as parked
            from subscriptions s
            left join instances i on i.instance = s.owner and i.alive_until >= clock_timestamp()
            where s.name = any ($1::text[])
            order by s.name, s.live desc
            """;

    /**
     * In the newest version that any living instance has, whichever one is asked; a rebuild in a
     * version that has gone begins again.
     */
    private static final String REBUILD =
            """
            insert into subscriptions as s (name, version, position, live)
            select $1, coalesce(max(split_part(offer, '/', 2)::int), $2), 0, false
            from instances i, unnest(i.offers) as offer
            where i.alive_until >= clock_timestamp() and split_part(offer, '/', 1) = $1
            on conflict (name, live) do update
            set version = excluded.version, position = 0, owner = null, epoch = nextval('epochs'), failure = null
            where s.version <> excluded.version
            """;

    private static final String PARKED =
            """
            select category, stream_id, version, position, event_type, error, attempts, parked_at, tried_at
            from parked_streams
            where subscription = $1 and live and (category, stream_id) > ($2, $3)
            order by category, stream_id
            limit $4
            """;

    private static final String OFFERING =
            """
            select name from instances
            where alive_until >= clock_timestamp() and $1 = any (offers)
            order by name
            """;

    private static final String INSTANCES =
            """
            select i.name, i.offers,
                   array(select s.name from subscriptions s where s.owner = i.instance and s.live order by s.name) as runs
            from instances i
            where i.alive_until >= clock_timestamp()
            order by i.name, i.instance
            """;

    /** So few events behind a position are looked at. */
    private static final int QUIET = 100;

    private final Pool pool;
    private final Statements statements;
    private final EventStore store;
    private final Map<String, Integer> versions;
    private final Set<String> rebuildable;
    private final Set<String> categories;
    private final Map<String, Parking> parkings;
    private final Runnable changed;

    /**
     * @param versions of the subscriptions that this instance can run, by name
     * @param rebuildable those that have a table
     * @param categories of the streams that there are
     * @param parkings by name
     * @param changed told when there is something new for an instance to take
     */
    public Administration(
            Pool pool,
            Statements statements,
            EventStore store,
            Map<String, Integer> versions,
            Set<String> rebuildable,
            Set<String> categories,
            Map<String, Parking> parkings,
            Runnable changed) {
        this.pool = pool;
        this.statements = statements;
        this.store = store;
        this.versions = Map.copyOf(versions);
        this.rebuildable = Set.copyOf(rebuildable);
        this.categories = Set.copyOf(categories);
        this.parkings = Map.copyOf(parkings);
        this.changed = changed;
    }

    /** The names of all projections. */
    public Set<String> names() {
        return versions.keySet();
    }

    /** The categories of streams that projections follow. */
    public Set<String> categories() {
        return categories;
    }

    /** All projections, by name. */
    public Uni<List<ProjectionStatus>> projections() {
        return statuses(names().toArray(String[]::new));
    }

    /** One of the projections. */
    public Uni<ProjectionStatus> projection(String name) {
        return statuses(name).map(List::getFirst);
    }

    /** The instances that are alive, by name. */
    public Uni<List<InstanceStatus>> instances() {
        return statements
                .execute(pool, INSTANCES, Tuple.tuple())
                .map(rows -> list(rows).stream().map(Administration::instance).toList());
    }

    private static InstanceStatus instance(Row row) {
        return new InstanceStatus(
                row.getString("name"),
                names(row.getArrayOfStrings("offers")),
                List.of(row.getArrayOfStrings("runs")));
    }

    /** Without their versions. */
    private static List<String> names(String[] offers) {
        return Stream.of(offers).map(offer -> offer.replaceFirst("/.*", "")).sorted().toList();
    }

    /** The names of those that can run a projection in the version that this instance has. */
    public Uni<List<String>> instancesFor(String name) {
        return statements
                .execute(pool, OFFERING, Tuple.of(name + "/" + versions.get(name)))
                .map(rows -> list(rows).stream().map(row -> row.getString("name")).toList());
    }

    /** The names of those that have a table, which can be filled anew. */
    public Set<String> rebuildable() {
        return rebuildable;
    }

    /** Has a projection rebuilt; one that is under way goes on. */
    public Uni<ProjectionStatus> rebuild(String name) {
        return statements
                .execute(pool, REBUILD, Tuple.of(name, versions.get(name)))
                .invoke(changed)
                .chain(() -> projection(name));
    }

    /**
     * The streams of a projection that wait.
     *
     * @param after the last one of the page before; empty strings for the first page
     */
    public Uni<List<ParkedStream>> parked(String name, StreamId after, int limit) {
        return statements
                .execute(pool, PARKED, Tuple.of(name, after.category(), after.id(), limit))
                .map(rows -> list(rows).stream().map(Administration::parkedStream).toList());
    }

    /** See {@link Parking#retry}. */
    public Uni<Long> retry(String name, StreamId stream) {
        return parkings.get(name).retry(stream).onTermination().invoke(changed);
    }

    /** See {@link Parking#skip}. */
    public Uni<Long> skip(String name, StreamId stream, String reason, Optional<String> user) {
        return parkings.get(name).skip(stream, reason, user).onTermination().invoke(changed);
    }

    private Uni<List<ProjectionStatus>> statuses(String... wanted) {
        return statements
                .execute(pool, STATUS, Tuple.tuple().addArrayOfString(wanted))
                // the head is asked last: nothing is ahead of it
                .chain(rows -> store.head().chain(head -> statuses(list(rows), head)));
    }

    private Uni<List<ProjectionStatus>> statuses(List<Row> rows, long head) {
        return Uni.join()
                .all(
                        rows.stream()
                                .filter(row -> row.getBoolean("live"))
                                .map(row -> status(row, rows, head))
                                .toList())
                .andFailFast();
    }

    private Uni<ProjectionStatus> status(Row row, List<Row> all, long head) {
        Optional<RebuildStatus> rebuild =
                all.stream()
                        .filter(other -> !other.getBoolean("live"))
                        .filter(other -> other.getString("name").equals(row.getString("name")))
                        .findFirst()
                        .map(other -> rebuild(other, head));
        return lag(row, head)
                .map(
                        lag ->
                                new ProjectionStatus(
                                        row.getString("name"),
                                        row.getInteger("version"),
                                        row.getLong("position"),
                                        lag,
                                        Optional.ofNullable(row.getString("owner")),
                                        Optional.ofNullable(row.getString("failure")),
                                        row.getLong("parked"),
                                        rebuild));
    }

    private Uni<Lag> lag(Row row, long head) {
        long position = row.getLong("position");
        Instant now = instant(row, "now");
        return store.read(position, QUIET)
                .map(
                        next ->
                                next.stream()
                                        .filter(event -> next.size() == QUIET || concerns(event))
                                        .findFirst()
                                        .map(
                                                first ->
                                                        new Lag(
                                                                head - position,
                                                                Duration.between(
                                                                        first.recordedAt(), now)))
                                        .orElse(Lag.NONE));
    }

    /** To ask how things are is an event too, and must not be what one sees. */
    private static boolean concerns(StoredEvent event) {
        return !event.stream().category().equals(Audit.AUDIT.category());
    }

    private static RebuildStatus rebuild(Row row, long head) {
        return new RebuildStatus(
                row.getInteger("version"),
                row.getLong("position"),
                head,
                row.getDouble("rate"),
                Optional.ofNullable(row.getString("owner")),
                Optional.ofNullable(row.getString("failure")),
                row.getLong("parked"));
    }

    private static ParkedStream parkedStream(Row row) {
        return new ParkedStream(
                row.getString("category"),
                row.getString("stream_id"),
                row.getLong("version"),
                row.getLong("position"),
                row.getString("event_type"),
                row.getString("error"),
                row.getInteger("attempts"),
                instant(row, "parked_at"),
                instant(row, "tried_at"));
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    private static List<Row> list(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).toList();
    }
}
