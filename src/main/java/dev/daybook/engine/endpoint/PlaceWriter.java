package dev.daybook.engine.endpoint;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.daybook.engine.checkpoint.CheckpointMoved;
import dev.daybook.engine.checkpoint.CheckpointStore;
import dev.daybook.store.StoredJson;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Stores how far the deliveries to webhooks have come: of many at once, and nothing where a webhook
 * has been changed since.
 */
public final class PlaceWriter {

    private static final String ADVANCE =
            """
            update webhook_places p set position = c.position, attempts = c.attempts,
                   delivered_at = c."deliveredAt", failing_since = c."failingSince"
            from jsonb_to_recordset($1::text::jsonb) as c("webhookId" text, generation bigint, position bigint,
                 attempts bigint, "deliveredAt" timestamptz, "failingSince" timestamptz)
            where p.webhook_id = c."webhookId" and p.generation = c.generation
            """;

    private static final String HOLD =
            """
            insert into webhook_held (webhook_id, category, stream_id, version, position, attempts, first_at, next_at)
            select h."webhookId", h.category, h.id, h.version, h.position, h.attempts, h."firstAt", h."nextAt"
            from jsonb_to_recordset($1::text::jsonb) as h("webhookId" text, generation bigint, category text, id text,
                 version bigint, position bigint, attempts int, "firstAt" timestamptz, "nextAt" timestamptz)
            join webhook_places p on p.webhook_id = h."webhookId" and p.generation = h.generation
            on conflict (webhook_id, category, stream_id) do update
            set version = excluded.version, position = excluded.position, attempts = excluded.attempts,
                first_at = excluded.first_at, next_at = excluded.next_at
            """;

    private static final String FREE =
            """
            delete from webhook_held h
            using jsonb_to_recordset($1::text::jsonb) as f("webhookId" text, generation bigint, category text, id text),
                  webhook_places p
            where p.webhook_id = f."webhookId" and p.generation = f.generation
              and h.webhook_id = f."webhookId" and h.category = f.category and h.stream_id = f.id
            """;

    private static final String NOTE =
            """
            insert into webhook_attempts (webhook_id, slot, number, at, message_id, type, position, attempt, status,
                                          failure, millis, answer, next_at)
            select a."webhookId", a.slot, a.number, a.at, a."messageId", a.type, a.position, a.attempt, a.status,
                   a.failure, a.millis, a.answer, a."nextAt"
            from jsonb_to_recordset($1::text::jsonb) as a("webhookId" text, generation bigint, slot int, number bigint,
                 at timestamptz, "messageId" text, type text, position bigint, attempt int, status int, failure text,
                 millis bigint, answer text, "nextAt" timestamptz)
            join webhook_places p on p.webhook_id = a."webhookId" and p.generation = a.generation
            on conflict (webhook_id, slot) do update
            set number = excluded.number, at = excluded.at, message_id = excluded.message_id, type = excluded.type,
                position = excluded.position, attempt = excluded.attempt, status = excluded.status,
                failure = excluded.failure, millis = excluded.millis, answer = excluded.answer,
                next_at = excluded.next_at
            """;

    private static final JsonMapper JSON = StoredJson.mapper();

    private final Pool pool;
    private final Statements statements;
    private final CheckpointStore checkpoints;

    public PlaceWriter(Pool pool, Statements statements, CheckpointStore checkpoints) {
        this.pool = pool;
        this.statements = statements;
        this.checkpoints = checkpoints;
    }

    /** Fails with {@link CheckpointMoved} if they are not this instance's any more. */
    public Uni<Void> save(long epoch, List<DeliveryChange> changes) {
        return statements.bounded(
                pool.withTransaction(
                        connection ->
                                checkpoints
                                        .hold(connection, epoch)
                                        .chain(() -> write(connection, ADVANCE, changes.stream()))
                                        .chain(() -> write(connection, HOLD, held(changes)))
                                        .chain(() -> write(connection, FREE, freed(changes)))
                                        .chain(() -> write(connection, NOTE, made(changes)))));
    }

    private record HeldRow(
            String webhookId,
            long generation,
            String category,
            String id,
            long version,
            long position,
            int attempts,
            Instant firstAt,
            Instant nextAt) {}

    private record FreedRow(String webhookId, long generation, String category, String id) {}

    /** One JSON object for an attempt and whose it is. */
    private record AttemptRow(
            String webhookId, long generation, int slot, @JsonUnwrapped DeliveryAttempt attempt) {}

    private static Stream<?> held(List<DeliveryChange> changes) {
        return changes.stream()
                .flatMap(
                        change ->
                                change.held().values().stream()
                                        .flatMap(Optional::stream)
                                        .map(each -> row(change, each)));
    }

    private static HeldRow row(DeliveryChange change, Held held) {
        return new HeldRow(
                change.webhookId(),
                change.generation(),
                held.stream().category(),
                held.stream().id(),
                held.version(),
                held.position(),
                held.attempts(),
                held.firstAt(),
                held.nextAt());
    }

    private static Stream<?> freed(List<DeliveryChange> changes) {
        return changes.stream()
                .flatMap(
                        change ->
                                change.held().entrySet().stream()
                                        .filter(each -> each.getValue().isEmpty())
                                        .map(
                                                each ->
                                                        new FreedRow(
                                                                change.webhookId(),
                                                                change.generation(),
                                                                each.getKey().category(),
                                                                each.getKey().id())));
    }

    private static Stream<?> made(List<DeliveryChange> changes) {
        return changes.stream()
                .flatMap(
                        change ->
                                change.made().stream()
                                        .map(
                                                each ->
                                                        new AttemptRow(
                                                                change.webhookId(),
                                                                change.generation(),
                                                                each.slot(),
                                                                each)));
    }

    private Uni<Void> write(SqlConnection connection, String sql, Stream<?> rows) {
        List<?> all = rows.toList();
        return all.isEmpty()
                ? Uni.createFrom().voidItem()
                : statements.execute(connection, sql, Tuple.of(json(all))).replaceWithVoid();
    }

    private static String json(List<?> rows) {
        try {
            return JSON.writeValueAsString(rows);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
