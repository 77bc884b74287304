package dev.daybook.engine.access;

import dev.daybook.store.postgres.Statements;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * When keys were used last, to the minute: what operators look at before they revoke one. It is no
 * fact that anything is decided by, so it stands beside the log; what a crash loses of it is some
 * seconds.
 */
@Singleton
public final class KeyUses {

    private static final Logger LOG = Logger.getLogger(KeyUses.class);
    private static final int SECONDS = 60;

    private static final String NOTE =
            """
            insert into api_key_uses (key_id, used_at)
            select * from unnest($1::text[], $2::timestamptz[])
            on conflict (key_id) do update set used_at = greatest(api_key_uses.used_at, excluded.used_at)
            """;

    private static final String ASK =
            """
            select key_id, used_at from api_key_uses where key_id = any($1)
            """;

    private final Pool pool;
    private final Statements statements;
    private final Map<String, Long> noted = new ConcurrentHashMap<>();

    KeyUses(Pool pool, Statements statements) {
        this.pool = pool;
        this.statements = statements;
    }

    static long minute() {
        return System.currentTimeMillis() / 1_000 / SECONDS;
    }

    /** Takes down that a key was used; once a minute is enough. */
    void note(String keyId, long minute) {
        noted.put(keyId, minute);
    }

    /** What was taken down goes to where all instances see it. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> keep() {
        Map<String, Long> uses = new HashMap<>(noted);
        if (uses.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String[] keys = uses.keySet().toArray(String[]::new);
        OffsetDateTime[] times =
                uses.values().stream().map(KeyUses::time).toArray(OffsetDateTime[]::new);
        return statements
                .execute(
                        pool,
                        NOTE,
                        Tuple.tuple().addArrayOfString(keys).addArrayOfOffsetDateTime(times))
                .invoke(() -> uses.forEach(noted::remove))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.debugf("Uses not kept: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private static OffsetDateTime time(long minute) {
        return Instant.ofEpochSecond(minute * SECONDS).atOffset(ZoneOffset.UTC);
    }

    /** When each of these keys was used last, as far as it was. */
    public Uni<Map<String, Instant>> of(Collection<String> keyIds) {
        return statements
                .execute(pool, ASK, Tuple.tuple().addArrayOfString(keyIds.toArray(String[]::new)))
                .map(
                        rows -> {
                            Map<String, Instant> uses = new HashMap<>();
                            for (Row row : rows) {
                                uses.put(row.getString(0), row.getOffsetDateTime(1).toInstant());
                            }
                            return uses;
                        });
    }
}
