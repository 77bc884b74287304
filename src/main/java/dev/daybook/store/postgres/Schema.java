package dev.daybook.store.postgres;

import dev.daybook.store.postgres.server.PostgresServer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Tells which migration the database has come to, and whether it can be written to. */
public final class Schema {

    private static final String VERSIONS =
            """
            select coalesce((select version from flyway_schema_history
                             where success and version is not null
                             order by installed_rank desc
                             limit 1), '0'),
                   (select schema_version from oldest_service)
            """;

    /**
     * Where the tables are.
     *
     * @param newest the last migration that was applied
     * @param oldestService the newest migration that a service has to know to work with them
     */
    public record Versions(String newest, String oldestService) {}

    private final Pool pool;
    private final Statements statements;

    public Schema(Pool pool, Statements statements) {
        this.pool = pool;
        this.statements = statements;
    }

    public Uni<Versions> versions() {
        return statements
                .execute(pool, VERSIONS, Tuple.tuple())
                .map(rows -> rows.iterator().next())
                .map(row -> new Versions(row.getString(0), row.getString(1)));
    }

    /** Whether the server is a primary, and not set to read only. */
    public Uni<Boolean> takesWrites() {
        return statements
                .execute(pool, PostgresServer.TAKES_WRITES, Tuple.tuple())
                .map(rows -> rows.iterator().next().getBoolean(0));
    }
}
