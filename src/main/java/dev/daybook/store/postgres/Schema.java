package dev.daybook.store.postgres;

import dev.daybook.store.postgres.server.PostgresServer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Tells which migration the database has come to, and whether it can be written to. */
public final class Schema {

    private static final String VERSION =
            """
            select version from flyway_schema_history
            where success and version is not null
            order by installed_rank desc
            limit 1
            """;

    private final Pool pool;
    private final Statements statements;

    public Schema(Pool pool, Statements statements) {
        this.pool = pool;
        this.statements = statements;
    }

    /** The version of the last migration that was applied. */
    public Uni<String> version() {
        return statements
                .execute(pool, VERSION, Tuple.tuple())
                .map(rows -> rows.size() == 0 ? "none" : rows.iterator().next().getString(0));
    }

    /** Whether the server is a primary, and not set to read only. */
    public Uni<Boolean> takesWrites() {
        return statements
                .execute(pool, PostgresServer.TAKES_WRITES, Tuple.tuple())
                .map(rows -> rows.iterator().next().getBoolean(0));
    }
}
