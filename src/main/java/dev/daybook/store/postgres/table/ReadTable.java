package dev.daybook.store.postgres.table;

import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /**
     * Each row is looked up by its key, in a subquery that cannot be turned round: a plan that was
     * made while the table was empty would read all of it, for each of the new rows.
     */
    private static final String UPDATE =
            """
            update %1$s t set %2$s
            from (select u.*, (select k.ctid from %1$s k where k.%5$s = u.%5$s) as place
                  from unnest(%3$s) as u(%4$s)
                  offset 0) n
            where t.ctid = n.place
            """;

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
        String key = columns.getFirst().name();
        select = "select " + names + " from " + name + " where " + key + " = any($1::text[])";
        insert = "insert into " + name + " (" + names + ") select * from unnest(" + arrays + ")";
        update = UPDATE.formatted(name, assignments("n"), arrays, names, key);
        upsert = insert + " on conflict (" + key + ") do update set " + assignments("excluded");
    }

    private String assignments(String source) {
        return columns.stream()
                .skip(1)
                .map(column -> column.name() + " = " + source + "." + column.name())
                .collect(Collectors.joining(", "));
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

    /**
     * Writes rows, each in place of the one with the same key.
     *
     * @param known keys of rows that are there, as far as is known: to write these costs a third
     *     less
     */
    public Uni<Void> upsert(
            Statements statements, SqlClient client, Map<String, R> rows, Set<String> known) {
        List<R> there = new ArrayList<>();
        List<R> others = new ArrayList<>();
        rows.forEach((key, row) -> (known.contains(key) ? there : others).add(row));
        return update(statements, client, there).chain(() -> upsert(statements, client, others));
    }

    /** One that has gone meanwhile is written all the same. */
    private Uni<Void> update(Statements statements, SqlClient client, List<R> rows) {
        return rows.isEmpty()
                ? Uni.createFrom().voidItem()
                : statements
                        .execute(client, update, parameters(rows))
                        .chain(
                                updated ->
                                        updated.rowCount() == rows.size()
                                                ? Uni.createFrom().voidItem()
                                                : upsert(statements, client, rows));
    }

    private Uni<Void> upsert(Statements statements, SqlClient client, List<R> rows) {
        return rows.isEmpty()
                ? Uni.createFrom().voidItem()
                : statements.execute(client, upsert, parameters(rows)).replaceWithVoid();
    }

    public String keyOf(R row) {
        return String.valueOf(columns.getFirst().valueIn(row));
    }

    String select() {
        return select;
    }

    String update() {
        return update;
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
