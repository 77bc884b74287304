package dev.daybook.engine.projection;

import dev.daybook.engine.checkpoint.Batch;
import dev.daybook.store.postgres.Statements;
import dev.daybook.store.postgres.table.ReadTable;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows as the events behind one place of the log and up to another make them, before they are
 * written: each is written once, however many of the events have changed it.
 */
final class GatheredRows<R extends Record> {

    /** So much is kept in memory, and has to be folded again after a failure. */
    private static final int MOST_ROWS = 20_000;

    private static final int MOST_EVENTS = 200_000;
    private static final int WRITTEN_AT_ONCE = 1_000;

    private final long epoch;
    private final long from;
    private long to;
    private final Map<String, R> rows = new HashMap<>();

    /** Keys of rows that are in the table. */
    private final Set<String> known = new HashSet<>();

    /**
     * @param first from where they are gathered
     */
    GatheredRows(Batch first) {
        epoch = first.epoch();
        from = first.from();
        to = from;
    }

    long epoch() {
        return epoch;
    }

    long from() {
        return from;
    }

    /** All of them, by key; to be changed. */
    Map<String, R> rows() {
        return rows;
    }

    /** What moves the checkpoint along with them. */
    Batch batch() {
        return new Batch(epoch, from, to, List.of());
    }

    /** Those of the keys whose rows are not here. */
    Set<String> without(Set<String> keys) {
        return keys.stream().filter(key -> !rows.containsKey(key)).collect(Collectors.toSet());
    }

    /** Adds rows as they are in the table. */
    void found(Map<String, R> stored) {
        rows.putAll(stored);
        known.addAll(stored.keySet());
    }

    void reach(long position) {
        to = position;
    }

    boolean areMany() {
        return rows.size() >= MOST_ROWS || to - from >= MOST_EVENTS;
    }

    Uni<Void> write(ReadTable<R> table, Statements statements, SqlConnection connection) {
        List<Map.Entry<String, R>> all = new ArrayList<>(rows.entrySet());
        return Multi.createFrom()
                .items(
                        IntStream.iterate(0, at -> at < all.size(), at -> at + WRITTEN_AT_ONCE)
                                .boxed())
                .onItem()
                .transformToUniAndConcatenate(
                        at -> table.upsert(statements, connection, part(all, at), known))
                .onItem()
                .ignoreAsUni();
    }

    private Map<String, R> part(List<Map.Entry<String, R>> all, int at) {
        return all.subList(at, Math.min(at + WRITTEN_AT_ONCE, all.size())).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
