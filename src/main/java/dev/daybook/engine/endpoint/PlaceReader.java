package dev.daybook.engine.endpoint;

import dev.daybook.engine.endpoint.Place.Signer;
import dev.daybook.engine.webhook.WebhookSecret;
import dev.daybook.engine.webhook.WebhookUrl;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads how far the deliveries to webhooks are. */
public final class PlaceReader {

    private static final String PLACES =
            """
            select webhook_id, url, categories, types, generation, position, attempts, delivered_at, failing_since
            from webhook_places where active and ($1::text[] is null or webhook_id = any($1))
            """;

    private static final String HELD =
            """
            select h.webhook_id, h.category, h.stream_id, h.version, h.position, h.attempts, h.first_at, h.next_at
            from webhook_held h join webhook_places p using (webhook_id)
            where p.active and ($1::text[] is null or webhook_id = any($1))
            """;

    private static final String SIGNERS =
            """
            select webhook_id, secret, until from webhook_secrets
            where $1::text[] is null or webhook_id = any($1) order by secret_id desc
            """;

    private final Pool pool;
    private final Statements statements;

    public PlaceReader(Pool pool, Statements statements) {
        this.pool = pool;
        this.statements = statements;
    }

    /** Those of all active webhooks. */
    public Uni<List<Place>> all() {
        return load(null);
    }

    /** Those of these that are active. */
    public Uni<List<Place>> of(Set<String> webhookIds) {
        return load(webhookIds.toArray(String[]::new));
    }

    private Uni<List<Place>> load(String @Nullable [] ids) {
        return Uni.combine()
                .all()
                .unis(rows(PLACES, ids), rows(HELD, ids), rows(SIGNERS, ids))
                .asTuple()
                .map(
                        found -> {
                            Map<String, List<Row>> held = byWebhook(found.getItem2());
                            Map<String, List<Row>> signers = byWebhook(found.getItem3());
                            return found.getItem1().stream()
                                    .map(row -> place(row, held, signers))
                                    .toList();
                        });
    }

    private Uni<List<Row>> rows(String sql, String @Nullable [] ids) {
        return statements.execute(pool, sql, Tuple.of(ids)).map(PlaceReader::list);
    }

    private static List<Row> list(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).toList();
    }

    private static Map<String, List<Row>> byWebhook(List<Row> rows) {
        return rows.stream().collect(Collectors.groupingBy(row -> row.getString("webhook_id")));
    }

    private static Place place(
            Row row, Map<String, List<Row>> held, Map<String, List<Row>> signers) {
        String id = row.getString("webhook_id");
        return new Place(
                id,
                WebhookUrl.parse(row.getString("url"), true),
                Set.of(row.getArrayOfStrings("categories")),
                Set.of(row.getArrayOfStrings("types")),
                row.getLong("generation"),
                row.getLong("position"),
                row.getLong("attempts"),
                instant(row, "delivered_at"),
                instant(row, "failing_since"),
                held.getOrDefault(id, List.of()).stream().map(PlaceReader::held).toList(),
                signers.getOrDefault(id, List.of()).stream().map(PlaceReader::signer).toList());
    }

    private static Held held(Row row) {
        return new Held(
                new StreamId(row.getString("category"), row.getString("stream_id")),
                row.getLong("version"),
                row.getLong("position"),
                row.getInteger("attempts"),
                row.getOffsetDateTime("first_at").toInstant(),
                row.getOffsetDateTime("next_at").toInstant());
    }

    static Signer signer(Row row) {
        return new Signer(new WebhookSecret(row.getString("secret")), instant(row, "until"));
    }

    static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
