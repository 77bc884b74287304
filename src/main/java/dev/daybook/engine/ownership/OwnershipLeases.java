package dev.daybook.engine.ownership;

import dev.daybook.engine.checkpoint.SubscriptionKey;
import dev.daybook.engine.subscription.SubscriptionStatus;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who owns which subscription: each has one owner, for as long as that says that it is alive. All
 * times are the database's.
 */
public final class OwnershipLeases {

    /** After so long without a word an instance has lost what it owned. */
    static final Duration LENGTH = Duration.ofSeconds(3);

    private static final String CLAIM =
            """
            select name, live, version, position, owner_name, mine, failure, behind, parked, first_parked, others
            from claim_subscriptions($1, $2, $3::text[], $4::int[], make_interval(secs => $5))
            """;

    private static final String LEAVE =
            """
            delete from instances where instance = $1
            """;

    private final Pool pool;
    private final Statements statements;
    private final Instance instance;
    private final String[] names;
    private final Integer[] versions;

    /**
     * @param offers the versions that this instance can run, by name
     */
    public OwnershipLeases(
            Pool pool, Statements statements, Instance instance, Map<String, Integer> offers) {
        this.pool = pool;
        this.statements = statements;
        this.instance = instance;
        this.names = offers.keySet().toArray(String[]::new);
        this.versions = offers.values().toArray(Integer[]::new);
    }

    /** Says that this instance is alive, and takes its part; gives all subscriptions. */
    Uni<List<SubscriptionStatus>> claim() {
        Tuple parameters =
                Tuple.tuple()
                        .addUUID(instance.id())
                        .addString(instance.name())
                        .addArrayOfString(names)
                        .addArrayOfInteger(versions)
                        .addDouble(LENGTH.toMillis() / 1e3);
        return statements
                .execute(pool, CLAIM, parameters)
                .map(
                        rows ->
                                StreamSupport.stream(rows.spliterator(), false)
                                        .map(OwnershipLeases::status)
                                        .toList());
    }

    /** Gives up all of it: the others need not wait until it is over. */
    Uni<Void> leave() {
        return statements.execute(pool, LEAVE, Tuple.of(instance.id())).replaceWithVoid();
    }

    private static SubscriptionStatus status(Row row) {
        return new SubscriptionStatus(
                new SubscriptionKey(row.getString("name"), row.getBoolean("live")),
                row.getInteger("version"),
                row.getLong("position"),
                Optional.ofNullable(row.getString("owner_name")),
                row.getBoolean("mine"),
                Optional.ofNullable(row.getString("failure")),
                seconds(row.getDouble("behind")),
                row.getLong("parked"),
                Optional.ofNullable(row.getString("first_parked")),
                row.getLong("others"));
    }

    private static Duration seconds(@Nullable Double seconds) {
        return seconds == null ? Duration.ZERO : Duration.ofNanos((long) (seconds * 1e9));
    }
}
