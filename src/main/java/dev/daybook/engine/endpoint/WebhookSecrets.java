package dev.daybook.engine.endpoint;

import dev.daybook.engine.webhook.WebhookSecret;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Keeps what messages are signed with beside the log, which has only the ids. */
public final class WebhookSecrets {

    /** One that no event names ends by itself. */
    private static final Duration UNNAMED = Duration.ofDays(1);

    private static final String KEEP =
            """
            insert into webhook_secrets (secret_id, secret, until) values ($1, $2, $3)
            """;

    private static final String GIVE =
            """
            update webhook_secrets set webhook_id = $2 where secret_id = $1
            """;

    private static final String FORGET =
            """
            delete from webhook_secrets where secret_id = $1
            """;

    private static final String SIGNERS =
            """
            select secret, until from webhook_secrets where webhook_id = $1 order by secret_id desc
            """;

    private final Pool pool;
    private final Statements statements;

    public WebhookSecrets(Pool pool, Statements statements) {
        this.pool = pool;
        this.statements = statements;
    }

    /** Keeps a new one, before the event that names it. */
    public Uni<Void> keep(UUID secretId, WebhookSecret secret) {
        return statements
                .execute(
                        pool,
                        KEEP,
                        Tuple.of(
                                secretId,
                                secret.text(),
                                Instant.now().plus(UNNAMED).atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    /** It is that of a webhook: the event says so too, and is followed some moments later. */
    public Uni<Void> give(UUID secretId, String webhookId) {
        return statements.execute(pool, GIVE, Tuple.of(secretId, webhookId)).replaceWithVoid();
    }

    /** Forgets one that no event names. */
    public Uni<Void> forget(UUID secretId) {
        return statements.execute(pool, FORGET, Tuple.of(secretId)).replaceWithVoid();
    }

    /** Those that sign for a webhook now, the newest first. */
    public Uni<List<WebhookSecret>> of(String webhookId) {
        return statements
                .execute(pool, SIGNERS, Tuple.of(webhookId))
                .map(
                        rows ->
                                Place.Signer.at(
                                        StreamSupport.stream(rows.spliterator(), false)
                                                .map(PlaceReader::signer)
                                                .toList(),
                                        Instant.now()));
    }
}
