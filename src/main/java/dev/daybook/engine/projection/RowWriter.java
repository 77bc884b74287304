package dev.daybook.engine.projection;

import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.store.postgres.Statements;
import dev.daybook.store.postgres.table.ReadTable;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Asks a projection for the rows that events make, and writes them in the caller's transaction.
 * Where the projection fails, the failure names the event.
 */
final class RowWriter<E, R extends Record> {

    private final Projection<E, R> projection;
    private final ReadTable<R> table;
    private final RecentRows<R> recentRows;
    private final Statements statements;
    private final ProjectionMetrics metrics;

    RowWriter(
            Projection<E, R> projection,
            ReadTable<R> table,
            RecentRows<R> recentRows,
            Statements statements,
            ProjectionMetrics metrics) {
        this.projection = projection;
        this.table = table;
        this.recentRows = recentRows;
        this.statements = statements;
        this.metrics = metrics;
    }

    /** The rows written that later events may change, by key. */
    Uni<Map<String, R>> write(SqlConnection connection, List<Recorded<E>> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return switch (projection) {
            case Projection.Fold<E, R> fold -> fold(connection, fold, events);
            case Projection.Journal<E, R> journal ->
                    add(connection, journal, events).replaceWith(Map.of());
        };
    }

    private Uni<Map<String, R>> fold(
            SqlConnection connection, Projection.Fold<E, R> fold, List<Recorded<E>> all) {
        List<Recorded<E>> events = concerning(fold, all);
        if (events.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        Set<String> keys = keys(fold, events);
        Map<String, R> rows = new HashMap<>(recentRows.of(keys));
        keys.removeAll(rows.keySet());
        metrics.looked(rows.size(), keys.size());
        return find(connection, keys)
                .invoke(rows::putAll)
                .chain(
                        () -> {
                            Set<String> known = Set.copyOf(rows.keySet());
                            fold(fold, rows, events);
                            return table.upsert(statements, connection, rows, known);
                        })
                .replaceWith(rows);
    }

    /** The rows of these keys that are in the table, by key. */
    Uni<Map<String, R>> find(SqlClient client, Set<String> keys) {
        return keys.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : table.find(statements, client, keys.toArray(String[]::new))
                        .map(
                                found ->
                                        found.stream()
                                                .collect(
                                                        Collectors.toMap(
                                                                table::keyOf, row -> row)));
    }

    private Uni<Void> add(
            SqlConnection connection, Projection.Journal<E, R> journal, List<Recorded<E>> events) {
        List<R> rows = entries(journal, events);
        return rows.isEmpty()
                ? Uni.createFrom().voidItem()
                : table.insert(statements, connection, rows);
    }

    List<Recorded<E>> concerning(Projection.Fold<E, R> fold, List<Recorded<E>> all) {
        return all.stream().filter(event -> fold.concerns(event.event())).toList();
    }

    Set<String> keys(Projection.Fold<E, R> fold, List<Recorded<E>> events) {
        return events.stream().map(fold::key).collect(Collectors.toSet());
    }

    /** Changes the rows, which are by key, as the events do. */
    void fold(Projection.Fold<E, R> fold, Map<String, R> rows, List<Recorded<E>> events) {
        events.forEach(
                event ->
                        rows.compute(
                                fold.key(event),
                                (_, row) ->
                                        naming(
                                                event,
                                                () -> fold.fold(Optional.ofNullable(row), event))));
    }

    private List<R> entries(Projection.Journal<E, R> journal, List<Recorded<E>> events) {
        return events.stream()
                .flatMap(event -> naming(event, () -> journal.entries(event)).stream())
                .toList();
    }

    private <T> T naming(Recorded<E> event, Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    projection.table()
                            + " cannot take event "
                            + event.position()
                            + " ("
                            + event.stream()
                            + ", version "
                            + event.version()
                            + "): "
                            + e,
                    e);
        }
    }
}
