package dev.daybook.engine.access;

import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.StreamSupport;

/** The keys by the log, for those who cannot ask a service. */
@Singleton
public final class KeyList {

    private static final String ALL =
            """
            select concat_ws('  ', made.stream_id, made.payload ->> 'owner',
                             (select string_agg(scope, ' ') from jsonb_array_elements_text(made.payload -> 'scopes') scope),
                             'expires ' || (made.payload ->> 'expiresAt'),
                             'revoked ' || (select revoked.recorded_at from events revoked
                                            where revoked.category = made.category and revoked.stream_id = made.stream_id
                                              and revoked.event_type = 'KeyRevoked'))
            from events made
            where made.category = $1 and made.version = 1
            order by made.stream_id
            """;

    private static final String ANY =
            """
            select exists (select from events where category = $1)
            """;

    private final Pool pool;
    private final Statements statements;

    KeyList(Pool pool, Statements statements) {
        this.pool = pool;
        this.statements = statements;
    }

    /** A line for each key: its id, its owner, its scopes, when it ends or was revoked. */
    public Uni<List<String>> all() {
        return statements
                .execute(pool, ALL, Tuple.of(ApiKey.API_KEY.category()))
                .map(
                        rows ->
                                StreamSupport.stream(rows.spliterator(), false)
                                        .map(row -> row.getString(0))
                                        .toList());
    }

    /** Whether a key was ever made. */
    public Uni<Boolean> isAny() {
        return statements
                .execute(pool, ANY, Tuple.of(ApiKey.API_KEY.category()))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }
}
