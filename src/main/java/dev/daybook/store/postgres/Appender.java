package dev.daybook.store.postgres;

import dev.daybook.store.AppendResult;
import dev.daybook.store.StreamAppend;
import dev.daybook.store.outcome.CommandId;
import dev.daybook.store.outcome.CommandKey;
import dev.daybook.store.outcome.StoredOutcome;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowIterator;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.pgclient.PgException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Appends batches, each in one statement, and keeps in mind for which end of the log this store
 * alone is responsible: a stream that was read there need not be looked for again.
 */
final class Appender {

    private static final String APPEND = call("append_events");
    private static final String APPEND_TOGETHER = call("append_together");

    private static String call(String function) {
        return """
            select stream, outcome, version, position, recorded_at, head, known
            from %s($1::uuid, $2::text[], $3::text[], $4::bigint[], $5::boolean[],
                               $6::int[], $7::bigint[], $8::uuid[], $9::text[], $10::int[], $11::text[], $12::text[],
                               $13::int[], $14::text[], $15::text[], $16::text[], $17::bigint[], $18::int[],
                               $19::text[], $20::boolean[])
            """
                .formatted(function);
    }

    /**
     * The end of the log for which this store alone is responsible.
     *
     * @param head the last event it appended, null before the first
     * @param since the position behind which nobody else has appended up to that event
     */
    private record OwnTail(@Nullable UUID head, long since) {

        static final OwnTail UNKNOWN = new OwnTail(null, Long.MAX_VALUE);

        boolean confirms(StreamAppend append) {
            return append.confirmedAt() >= Math.max(since, 1);
        }
    }

    private static final String UNIQUE_VIOLATION = "23505";

    private final Pool pool;
    private final Statements statements;
    private volatile OwnTail ownTail = OwnTail.UNKNOWN;

    Appender(Pool pool, Statements statements) {
        this.pool = pool;
        this.statements = statements;
    }

    Uni<List<AppendResult>> append(List<StreamAppend> batch) {
        return append(APPEND, batch);
    }

    Uni<List<AppendResult>> appendTogether(List<StreamAppend> streams) {
        return append(APPEND_TOGETHER, streams);
    }

    private Uni<List<AppendResult>> append(String sql, List<StreamAppend> batch) {
        return Uni.createFrom()
                .deferred(() -> append(sql, batch, ownTail))
                // a repeated call: its first try may have been appended after what was confirmed
                .onFailure(Appender::isDuplicate)
                .recoverWithUni(() -> append(sql, batch, OwnTail.UNKNOWN));
    }

    private Uni<List<AppendResult>> append(String sql, List<StreamAppend> batch, OwnTail tail) {
        return statements
                .execute(pool, sql, AppendArrays.of(tail.head(), batch, tail::confirms))
                .map(rows -> results(batch, tail, rows));
    }

    private static boolean isDuplicate(Throwable failure) {
        return failure.getCause() instanceof PgException error
                && error.getSqlState().equals(UNIQUE_VIOLATION);
    }

    /** The first row is the batch as a whole, the others are the streams that were not appended. */
    private List<AppendResult> results(List<StreamAppend> batch, OwnTail tail, RowSet<Row> rows) {
        RowIterator<Row> answers = rows.iterator();
        Row whole = answers.next();
        Map<Integer, AppendResult> others = new HashMap<>();
        answers.forEachRemaining(row -> others.put(row.getInteger("stream"), other(row)));
        Instant recordedAt = whole.getOffsetDateTime("recorded_at").toInstant();
        long position = whole.getLong("position");
        UUID head = whole.getUUID("head");
        boolean moved = tail.head() == null || !tail.head().equals(head);
        long since = moved ? position : tail.since();
        List<AppendResult> results = new ArrayList<>(batch.size());
        for (StreamAppend append : batch) {
            AppendResult other = others.get(results.size() + 1);
            if (other == null) {
                results.add(new AppendResult.Appended(position + 1, recordedAt));
                position += append.events().size();
                head = append.events().isEmpty() ? head : append.events().getLast().eventId();
            } else {
                results.add(other);
            }
        }
        ownTail = new OwnTail(head, since);
        return results;
    }

    private static AppendResult other(Row row) {
        return switch (row.getString("outcome")) {
            case "repeated" ->
                    new AppendResult.Appended(
                            row.getLong("position"),
                            row.getOffsetDateTime("recorded_at").toInstant());
            case "stale" -> new AppendResult.Stale(row.getLong("version"));
            case "withheld" -> new AppendResult.Withheld();
            case "known" -> new AppendResult.Repeated(outcomes(row.getJsonArray("known")));
            default -> throw new IllegalStateException("append_events answered " + row.toJson());
        };
    }

    private static List<StoredOutcome> outcomes(JsonArray known) {
        return known.stream()
                .map(JsonObject.class::cast)
                .map(
                        outcome ->
                                new StoredOutcome(
                                        new CommandKey(
                                                new CommandId(
                                                        outcome.getString("caller"),
                                                        outcome.getString("command_id")),
                                                outcome.getString("fingerprint")),
                                        outcome.getLong("version"),
                                        outcome.getLong("position"),
                                        text(outcome.getJsonObject("rejection"))))
                .toList();
    }

    private static @Nullable String text(@Nullable JsonObject json) {
        return json == null ? null : json.encode();
    }
}
