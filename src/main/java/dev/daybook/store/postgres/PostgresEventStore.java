package dev.daybook.store.postgres;

import dev.daybook.kernel.StreamId;
import dev.daybook.store.AppendResult;
import dev.daybook.store.EventFilter;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.StoredSnapshot;
import dev.daybook.store.StreamAppend;
import dev.daybook.store.StreamLoad;
import dev.daybook.store.StreamTail;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The log in PostgreSQL: every call is one statement, so that no lock is ever held across a network
 * round trip.
 */
public final class PostgresEventStore implements EventStore {

    private static final String LOAD =
            """
            with asked as (
                select a.number, a.category, a.stream_id, greatest(a.after_version, s.version) as after_version,
                       s.version, s.position, s.snapshot_version, s.state
                from unnest($1::text[], $2::text[], $3::bigint[], $4::int[])
                         with ordinality as a(category, stream_id, after_version, snapshot_version, number)
                left join snapshots s
                    on s.category = a.category and s.stream_id = a.stream_id
                    and s.snapshot_version = a.snapshot_version and s.version > a.after_version
            )
            select a.number, 0 as kind, a.position, a.category, a.stream_id, a.version, null::uuid as event_id,
                   null::text as event_type, a.snapshot_version as schema_version, a.state::text as payload,
                   null::text as metadata, null::timestamptz as recorded_at
            from asked a
            where a.state is not null
            union all
            select a.number, 1 as kind, e.position, e.category, e.stream_id, e.version, e.event_id,
                   e.event_type, e.schema_version, e.payload::text, e.metadata::text, e.recorded_at
            from asked a
            cross join lateral (
                select position, category, stream_id, version, event_id, event_type, schema_version,
                       payload, metadata, recorded_at
                from events
                where category = a.category and stream_id = a.stream_id and version > a.after_version
                order by version
                limit $5) e
            order by number, kind, version
            """;

    private static final String READ_STREAM =
            """
            select position, category, stream_id, version, event_id, event_type, schema_version,
                   payload::text as payload, metadata::text as metadata, recorded_at
            from events
            where category = $1 and stream_id = $2 and version > $3
            order by version
            limit $4
            """;

    /**
     * Times never decrease along versions: the interval that holds the version is halved until it
     * is one, with a look into the index for each half.
     */
    private static final String VERSION_AT =
            """
            with recursive interval(low, high) as (
                select 0::bigint, coalesce((select version from events where category = $1 and stream_id = $2
                                            order by version desc limit 1), 0)
                union all
                select case when recorded then middle else low end, case when recorded then high else middle - 1 end
                from (select low, high, middle,
                             (select e.recorded_at <= $3 from events e
                              where e.category = $1 and e.stream_id = $2 and e.version = middle) as recorded
                      from (select low, high, (low + high + 1) / 2 as middle from interval where low < high) halved
                      offset 0) looked -- which keeps the planner from looking twice
            )
            select low as version from interval where low = high
            """;

    /** As {@link #VERSION_AT}. */
    private static final String POSITION_BEFORE =
            """
            with recursive interval(low, high) as (
                select 0::bigint, coalesce((select max(position) from events), 0)
                union all
                select case when recorded then middle else low end, case when recorded then high else middle - 1 end
                from (select low, high, middle,
                             (select e.recorded_at < $1 from events e where e.position = middle) as recorded
                      from (select low, high, (low + high + 1) / 2 as middle from interval where low < high) halved
                      offset 0) looked
            )
            select low as position from interval where low = high
            """;

    /** From stream to stream by the index, however many events lie between. */
    private static final String STREAMS =
            """
            with recursive found(stream_id, number) as (
                (select stream_id, 1 from events
                 where category = $1 and stream_id > $3 and stream_id >= $2 order by stream_id limit 1)
                union all
                select (select e.stream_id from events e
                        where e.category = $1 and e.stream_id > f.stream_id order by e.stream_id limit 1), number + 1
                from found f
                where number < $4 and starts_with(f.stream_id, $2)
            )
            select e.position, e.category, e.stream_id, e.version, e.event_id, e.event_type, e.schema_version,
                   e.payload::text as payload, e.metadata::text as metadata, e.recorded_at
            from found f
            cross join lateral (select * from events l where l.category = $1 and l.stream_id = f.stream_id
                                order by l.version desc limit 1) e
            where starts_with(f.stream_id, $2)
            order by e.stream_id
            """;

    private static final String READ =
            """
            select position, category, stream_id, version, event_id, event_type, schema_version,
                   payload::text as payload, metadata::text as metadata, recorded_at
            from events
            where position > $1
            order by position
            limit $2
            """;

    /**
     * The part of the log is taken in its order first: a plan that was made while the log was empty
     * would read all of it, and sort it, for the first few.
     */
    private static final String FIND =
            """
            select position, category, stream_id, version, event_id, event_type, schema_version,
                   payload::text as payload, metadata::text as metadata, recorded_at
            from (select * from events where position > $1 order by position limit greatest($2 - $1, 0)) part
            where ($3::text is null or category = $3)
              and ($4::text is null or event_type = $4)
              and ($5::text is null or metadata ->> 'correlationId' = $5)
              and category <> all($6::text[])
            order by position
            limit $7
            """;

    private static final String HEAD =
            """
            select coalesce(max(position), 0) as position from events
            """;

    private static final String SAVE_SNAPSHOTS =
            """
            insert into snapshots as s (category, stream_id, version, position, snapshot_version, state)
            select category, stream_id, version, position, snapshot_version, state::jsonb
            from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::int[], $6::text[])
                     as n(category, stream_id, version, position, snapshot_version, state)
            on conflict (category, stream_id) do update
            set version = excluded.version, position = excluded.position,
                snapshot_version = excluded.snapshot_version, state = excluded.state
            where s.version < excluded.version or s.snapshot_version <> excluded.snapshot_version
            """;

    private static final int LESS_THAN_A_MICRO = 999;

    private final Pool pool;
    private final Statements statements;
    private final Appender appender;

    public PostgresEventStore(Pool pool, Statements statements) {
        this.pool = pool;
        this.statements = statements;
        this.appender = new Appender(pool, statements);
    }

    @Override
    public Uni<List<AppendResult>> append(List<StreamAppend> batch) {
        return appender.append(batch);
    }

    @Override
    public Uni<List<AppendResult>> appendTogether(List<StreamAppend> streams) {
        return appender.appendTogether(streams);
    }

    @Override
    public Uni<List<StreamTail>> load(List<StreamLoad> requests, int limit) {
        Tuple parameters =
                Tuple.tuple()
                        .addArrayOfString(
                                array(requests, r -> r.stream().category(), new String[0]))
                        .addArrayOfString(array(requests, r -> r.stream().id(), new String[0]))
                        .addArrayOfLong(array(requests, StreamLoad::afterVersion, new Long[0]))
                        .addArrayOfInteger(
                                array(requests, StreamLoad::snapshotVersion, new Integer[0]))
                        .addInteger(limit);
        return statements.execute(pool, LOAD, parameters).map(rows -> tails(requests.size(), rows));
    }

    @Override
    public Uni<List<StoredEvent>> readStream(StreamId stream, long afterVersion, int limit) {
        return statements
                .execute(
                        pool,
                        READ_STREAM,
                        Tuple.of(stream.category(), stream.id(), afterVersion, limit))
                .map(PostgresEventStore::events);
    }

    @Override
    public Uni<Long> versionAt(StreamId stream, Instant instant) {
        return statements
                .execute(pool, VERSION_AT, Tuple.of(stream.category(), stream.id(), time(instant)))
                .map(rows -> rows.iterator().next().getLong("version"));
    }

    @Override
    public Uni<Long> positionBefore(Instant instant) {
        return statements
                .execute(
                        pool, POSITION_BEFORE, Tuple.of(time(instant.plusNanos(LESS_THAN_A_MICRO))))
                .map(rows -> rows.iterator().next().getLong("position"));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    @Override
    public Uni<List<StoredEvent>> streams(
            String category, String prefix, String afterId, int limit) {
        return statements
                .execute(pool, STREAMS, Tuple.of(category, prefix, afterId, limit))
                .map(PostgresEventStore::events);
    }

    @Override
    public Uni<List<StoredEvent>> read(long afterPosition, int limit) {
        return statements
                .execute(pool, READ, Tuple.of(afterPosition, limit))
                .map(PostgresEventStore::events);
    }

    @Override
    public Uni<List<StoredEvent>> find(
            EventFilter filter, long afterPosition, long toPosition, int limit) {
        return statements
                .execute(
                        pool,
                        FIND,
                        Tuple.from(
                                new Object[] {
                                    afterPosition,
                                    toPosition,
                                    filter.category().orElse(null),
                                    filter.eventType().orElse(null),
                                    filter.correlationId().orElse(null),
                                    filter.hidden().toArray(String[]::new),
                                    limit
                                }))
                .map(PostgresEventStore::events);
    }

    @Override
    public Uni<Long> head() {
        return statements
                .execute(pool, HEAD, Tuple.tuple())
                .map(rows -> rows.iterator().next().getLong("position"));
    }

    @Override
    public Uni<Void> saveSnapshots(List<StoredSnapshot> snapshots) {
        Tuple parameters =
                Tuple.tuple()
                        .addArrayOfString(
                                array(snapshots, s -> s.stream().category(), new String[0]))
                        .addArrayOfString(array(snapshots, s -> s.stream().id(), new String[0]))
                        .addArrayOfLong(array(snapshots, StoredSnapshot::version, new Long[0]))
                        .addArrayOfLong(array(snapshots, StoredSnapshot::position, new Long[0]))
                        .addArrayOfInteger(
                                array(snapshots, StoredSnapshot::snapshotVersion, new Integer[0]))
                        .addArrayOfString(array(snapshots, StoredSnapshot::state, new String[0]));
        return statements.execute(pool, SAVE_SNAPSHOTS, parameters).replaceWithVoid();
    }

    private static <T, V> V[] array(List<T> items, Function<T, V> value, V[] type) {
        return items.stream().map(value).toList().toArray(type);
    }

    private static List<StreamTail> tails(int count, RowSet<Row> rows) {
        List<Optional<StoredSnapshot>> snapshots = new ArrayList<>(count);
        List<List<StoredEvent>> events = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            snapshots.add(Optional.empty());
            events.add(new ArrayList<>());
        }
        for (Row row : rows) {
            int number = row.getLong("number").intValue() - 1;
            if (row.getInteger("kind") == 0) {
                snapshots.set(number, Optional.of(snapshot(row)));
            } else {
                events.get(number).add(event(row));
            }
        }
        List<StreamTail> tails = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            tails.add(new StreamTail(snapshots.get(number), events.get(number)));
        }
        return tails;
    }

    private static StoredSnapshot snapshot(Row row) {
        return new StoredSnapshot(
                new StreamId(row.getString("category"), row.getString("stream_id")),
                row.getLong("version"),
                row.getLong("position"),
                row.getInteger("schema_version"),
                row.getString("payload"));
    }

    private static List<StoredEvent> events(RowSet<Row> rows) {
        List<StoredEvent> events = new ArrayList<>(rows.size());
        rows.forEach(row -> events.add(event(row)));
        return events;
    }

    private static StoredEvent event(Row row) {
        return new StoredEvent(
                row.getLong("position"),
                new StreamId(row.getString("category"), row.getString("stream_id")),
                row.getLong("version"),
                row.getUUID("event_id"),
                row.getString("event_type"),
                row.getInteger("schema_version"),
                row.getString("payload"),
                row.getString("metadata"),
                row.getOffsetDateTime("recorded_at").toInstant());
    }
}
