package dev.daybook.engine.endpoint;

import dev.daybook.engine.checkpoint.Batch;
import dev.daybook.engine.checkpoint.CheckpointStore;
import dev.daybook.engine.endpoint.Webhook.Event;
import dev.daybook.engine.endpoint.Webhook.Event.*;
import dev.daybook.kernel.Recorded;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Has the deliveries follow what becomes of the webhooks. */
public final class RegistryWriter {

    private static final String ADD =
            """
            insert into webhook_places (webhook_id, url, categories, types, generation, position)
            values ($1, $2, $3, $4, $5, $6) on conflict (webhook_id) do nothing
            """;

    private static final String KEEP_SECRET =
            """
            update webhook_secrets set until = null, webhook_id = $2 where secret_id = $1
            """;

    private static final String END_SECRETS =
            """
            update webhook_secrets set until = least(until, $3) where webhook_id = $1 and secret_id < $2
            """;

    private static final String FORGET_SECRETS =
            """
            delete from webhook_secrets where webhook_id = $1 and secret_id < $2 and until < clock_timestamp()
            """;

    private static final String STOP =
            """
            update webhook_places set active = false, generation = $2 where webhook_id = $1
            """;

    private static final String RESUME =
            """
            update webhook_places set active = true, generation = $2 where webhook_id = $1
            """;

    private static final String TRY_AT_ONCE =
            """
            update webhook_held set attempts = 0, first_at = clock_timestamp(), next_at = clock_timestamp()
            where webhook_id = $1
            """;

    private static final String GO_BACK =
            """
            update webhook_places set position = $3, generation = $2 where webhook_id = $1
            """;

    private static final String FREE_ALL =
            """
            delete from webhook_held where webhook_id = $1
            """;

    private static final List<String> REMOVE =
            List.of(
                    FREE_ALL,
                    "delete from webhook_places where webhook_id = $1",
                    "delete from webhook_attempts where webhook_id = $1",
                    "delete from webhook_secrets where webhook_id = $1");

    private final Pool pool;
    private final Statements statements;
    private final CheckpointStore checkpoints;

    public RegistryWriter(Pool pool, Statements statements, CheckpointStore checkpoints) {
        this.pool = pool;
        this.statements = statements;
        this.checkpoints = checkpoints;
    }

    /** Moves the checkpoint past a batch and these events of it, both or neither. */
    public Uni<Void> follow(Batch batch, List<Recorded<Event>> events) {
        return statements.bounded(
                pool.withTransaction(
                        connection ->
                                checkpoints
                                        .advance(connection, batch)
                                        .chain(() -> follow(connection, events))));
    }

    /** In a transaction of the caller's, who has moved the checkpoint to another epoch in it. */
    public Uni<Void> follow(SqlConnection connection, List<Recorded<Event>> events) {
        return events.stream()
                .reduce(
                        Uni.createFrom().voidItem(),
                        (before, event) -> before.chain(() -> follow(connection, event)),
                        (_, both) -> both);
    }

    private Uni<Void> follow(SqlConnection connection, Recorded<Event> recorded) {
        String id = recorded.stream().id();
        Tuple changed = Tuple.of(id, recorded.position());
        return switch (recorded.event()) {
            case WebhookAdded added -> add(connection, recorded, added);
            case WebhookPaused _, WebhookDisabled _ -> execute(connection, STOP, changed);
            case WebhookResumed _ ->
                    execute(connection, RESUME, changed)
                            .chain(() -> execute(connection, TRY_AT_ONCE, Tuple.of(id)));
            case WebhookRotated rotated -> rotate(connection, id, rotated);
            case WebhookReplayed(var from) ->
                    execute(connection, FREE_ALL, Tuple.of(id))
                            .chain(
                                    () ->
                                            execute(
                                                    connection,
                                                    GO_BACK,
                                                    Tuple.of(
                                                            id,
                                                            recorded.position(),
                                                            before(from, recorded))));
            case WebhookRemoved _ -> remove(connection, id);
        };
    }

    /** What comes yet is sent in any case: no place is ahead of the log. */
    private static long before(long from, Recorded<Event> recorded) {
        return Math.min(from - 1, recorded.position());
    }

    private Uni<Void> add(SqlConnection connection, Recorded<Event> recorded, WebhookAdded added) {
        Tuple place =
                Tuple.tuple()
                        .addString(recorded.stream().id())
                        .addString(added.url())
                        .addArrayOfString(added.categories().toArray(String[]::new))
                        .addArrayOfString(added.types().toArray(String[]::new))
                        .addLong(recorded.position())
                        .addLong(
                                Optional.ofNullable(added.from())
                                        .map(from -> before(from, recorded))
                                        .orElse(recorded.position()));
        return execute(connection, ADD, place)
                .chain(
                        () ->
                                execute(
                                        connection,
                                        KEEP_SECRET,
                                        Tuple.of(added.secretId(), recorded.stream().id())));
    }

    private Uni<Void> rotate(SqlConnection connection, String id, WebhookRotated rotated) {
        Tuple before = Tuple.of(id, rotated.secretId());
        return execute(connection, KEEP_SECRET, Tuple.of(rotated.secretId(), id))
                .chain(() -> execute(connection, FORGET_SECRETS, before))
                .chain(
                        () ->
                                execute(
                                        connection,
                                        END_SECRETS,
                                        Tuple.of(
                                                id,
                                                rotated.secretId(),
                                                rotated.previousUntil().atOffset(ZoneOffset.UTC))));
    }

    private Uni<Void> remove(SqlConnection connection, String id) {
        return REMOVE.stream()
                .reduce(
                        Uni.createFrom().voidItem(),
                        (before, sql) -> before.chain(() -> execute(connection, sql, Tuple.of(id))),
                        (_, both) -> both);
    }

    private Uni<Void> execute(SqlConnection connection, String sql, Tuple parameters) {
        return statements.execute(connection, sql, parameters).replaceWithVoid();
    }
}
