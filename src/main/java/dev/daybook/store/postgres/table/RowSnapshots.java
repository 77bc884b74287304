package dev.daybook.store.postgres.table;

import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/** Rows of one projection as they once were: a cache, never seen by another version of it. */
public final class RowSnapshots {

    /**
     * A row.
     *
     * @param version of the stream after the last event folded in
     * @param position of that event
     * @param row JSON text
     */
    public record RowSnapshot(long version, long position, String row) {}

    private static final String NEAREST =
            """
            select version, position, state::text as state
            from row_snapshots
            where stream_id = $1 and projection = $2 and projection_version = $3 and version <= $4
            order by version desc
            limit 1
            """;

    /** Another row for the same version is one that did not parse. */
    private static final String SAVE =
            """
            insert into row_snapshots as s (stream_id, projection, projection_version, version, position, state)
            select $1, $2, $3, n.version, n.position, n.state::jsonb
            from unnest($4::bigint[], $5::bigint[], $6::text[]) as n(version, position, state)
            on conflict (stream_id, projection, projection_version, version) do update
            set position = excluded.position, state = excluded.state
            where s.state <> excluded.state
            """;

    private final Pool pool;
    private final Statements statements;
    private final String projection;
    private final int projectionVersion;

    public RowSnapshots(
            Pool pool, Statements statements, String projection, int projectionVersion) {
        this.pool = pool;
        this.statements = statements;
        this.projection = projection;
        this.projectionVersion = projectionVersion;
    }

    /** The newest row of a stream at a version or before. */
    public Uni<Optional<RowSnapshot>> nearest(String stream, long version) {
        return statements
                .execute(pool, NEAREST, Tuple.of(stream, projection, projectionVersion, version))
                .map(rows -> rows.stream().findFirst().map(RowSnapshots::snapshot));
    }

    public Uni<Void> save(String stream, List<RowSnapshot> rows) {
        Tuple parameters =
                Tuple.of(stream, projection, projectionVersion)
                        .addArrayOfLong(
                                rows.stream().map(RowSnapshot::version).toArray(Long[]::new))
                        .addArrayOfLong(
                                rows.stream().map(RowSnapshot::position).toArray(Long[]::new))
                        .addArrayOfString(
                                rows.stream().map(RowSnapshot::row).toArray(String[]::new));
        return statements.execute(pool, SAVE, parameters).replaceWithVoid();
    }

    private static RowSnapshot snapshot(Row row) {
        return new RowSnapshot(
                row.getLong("version"), row.getLong("position"), row.getString("state"));
    }
}
