package dev.daybook.store.postgres.table;

import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A read table seen through the record that is its row: reads and writes whole batches, a statement
 * each.
 *
 * <p>The statements are made once, from names in the code: each component is a {@link Column}, and
 * the first one is the key.
 */
public final class ReadTable<R extends Record> {

    private final List<Column> columns;
    private final Constructor<R> constructor;
    private final String select;
    private final String insert;
    private final String upsert;
    private final String update;

    public ReadTable(String name, Class<R> rowType) {
        columns = Column.of(rowType);
        constructor = canonicalConstructor(rowType);
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        String arrays =
                IntStream.rangeClosed(1, columns.size())
                        .mapToObj(
                                number ->
                                        "$"
                                                + number
                                                + "::"
                                                + columns.get(number - 1).type().array())
                        .collect(Collectors.joining(", "));
        String changes =
                columns.stream()
                        .skip(1)
                        .map(column -> column.name() + " = excluded." + column.name())
                        .collect(Collectors.joining(", "));
        String key = columns.getFirst().name();
        select = "select " + names + " from " + name + " where " + key + " = any($1::text[])";
        insert = "insert into " + name + " (" + names + ") select * from unnest(" + arrays + ")";
        update =
                "update "
                        + name
                        + " t set "
                        + columns.stream()
                                .skip(1)
                                .map(column -> column.name() + " = n." + column.name())
                                .collect(Collectors.joining(", "))
                        + " from unnest("
                        + arrays
                        + ") as n("
                        + names
                        + ") where t."
                        + key
                        + " = n."
                        + key;
        upsert = insert + " on conflict (" + key + ") do update set " + changes;
    }

    /** The rows of these keys, in no order; a key without a row has none. */
    public Uni<List<R>> find(Statements statements, SqlClient client, String... keys) {
        return statements
                .execute(client, select, Tuple.tuple().addArrayOfString(keys))
                .map(this::rowsOf);
    }

    /** Adds new rows; fails where one is there already. */
    public Uni<Void> insert(Statements statements, SqlClient client, Collection<R> rows) {
        return statements.execute(client, insert, parameters(rows)).replaceWithVoid();
    }

    /** Writes rows, each in place of the one with the same key. */
    public Uni<Void> upsert(Statements statements, SqlClient client, Collection<R> rows) {
        return statements.execute(client, upsert, parameters(rows)).replaceWithVoid();
    }

    /**
     * The same for rows that are there already, as far as is known: it costs a third less, and one
     * that has gone meanwhile is written all the same.
     */
    public Uni<Void> update(Statements statements, SqlClient client, Collection<R> rows) {
        return statements
                .execute(client, update, parameters(rows))
                .chain(
                        updated ->
                                updated.rowCount() == rows.size()
                                        ? Uni.createFrom().voidItem()
                                        : upsert(statements, client, rows));
    }

    public String keyOf(R row) {
        return String.valueOf(columns.getFirst().valueIn(row));
    }

    String select() {
        return select;
    }

    List<R> rowsOf(RowSet<Row> rows) {
        return rows.stream().map(this::rowOf).toList();
    }

    private Tuple parameters(Collection<R> rows) {
        Tuple parameters = Tuple.tuple();
        columns.forEach(column -> column.addArray(parameters, rows));
        return parameters;
    }

    private R rowOf(Row row) {
        try {
            return constructor.newInstance(
                    columns.stream().map(column -> column.valueIn(row)).toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot make a row of " + row.toJson(), e);
        }
    }

    private static <R extends Record> Constructor<R> canonicalConstructor(Class<R> rowType) {
        Class<?>[] types =
                Arrays.stream(rowType.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
        try {
            Constructor<R> constructor = rowType.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(rowType + " has no canonical constructor", e);
        }
    }
}
