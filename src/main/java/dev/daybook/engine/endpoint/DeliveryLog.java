package dev.daybook.engine.endpoint;

import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What the deliveries to webhooks have written down, for who looks at them. */
public final class DeliveryLog {

    private static final String ATTEMPTS =
            """
            select number, at, message_id, type, position, attempt, status, failure, millis, answer, next_at
            from webhook_attempts where webhook_id = $1 order by number desc
            """;

    private static final String STATUS =
            """
            select p.webhook_id, p.position, p.attempts, p.delivered_at, p.failing_since,
                   (select count(*) from webhook_held h where h.webhook_id = p.webhook_id) as held
            from webhook_places p where p.webhook_id = any($1)
            """;

    private final Pool pool;
    private final Statements statements;

    public DeliveryLog(Pool pool, Statements statements) {
        this.pool = pool;
        this.statements = statements;
    }

    /** The last {@value DeliveryAttempt#KEPT} attempts, the newest first. */
    public Uni<List<DeliveryAttempt>> attempts(String webhookId) {
        return statements
                .execute(pool, ATTEMPTS, Tuple.of(webhookId))
                .map(
                        rows ->
                                StreamSupport.stream(rows.spliterator(), false)
                                        .map(DeliveryLog::attempt)
                                        .toList());
    }

    private static DeliveryAttempt attempt(Row row) {
        return new DeliveryAttempt(
                row.getLong("number"),
                row.getOffsetDateTime("at").toInstant(),
                row.getString("message_id"),
                row.getString("type"),
                row.getLong("position"),
                row.getInteger("attempt"),
                row.getInteger("status"),
                row.getString("failure"),
                row.getLong("millis"),
                row.getString("answer"),
                PlaceReader.instant(row, "next_at"));
    }

    /** How the deliveries go, by webhook; nothing for one that is only just added, or removed. */
    public Uni<Map<String, DeliveryStatus>> status(Collection<String> webhookIds) {
        return statements
                .execute(pool, STATUS, Tuple.of(webhookIds.toArray(String[]::new)))
                .map(
                        rows ->
                                StreamSupport.stream(rows.spliterator(), false)
                                        .collect(
                                                Collectors.toMap(
                                                        row -> row.getString("webhook_id"),
                                                        DeliveryLog::status)));
    }

    private static DeliveryStatus status(Row row) {
        return new DeliveryStatus(
                row.getLong("position"),
                row.getLong("held"),
                row.getLong("attempts"),
                PlaceReader.instant(row, "delivered_at"),
                PlaceReader.instant(row, "failing_since"));
    }
}
