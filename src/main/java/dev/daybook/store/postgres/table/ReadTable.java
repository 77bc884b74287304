package dev.daybook.store.postgres.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.daybook.store.StoredJson;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.Json;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A read table seen through the record that is its row: reads and writes whole batches, a statement
 * each.
 *
 * <p>The statements are made once, from names in the code: a component {@code ownerId} is the
 * column {@code owner_id}, and the first component is the key. A list or a record is a {@code
 * jsonb} document.
 */
public final class ReadTable<R extends Record> {

    /** One component of the row and its column. */
    private record Column(RecordComponent component, String name) {

        static Column of(RecordComponent component) {
            String name = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            component.getAccessor().setAccessible(true);
            return new Column(component, name);
        }

        @Nullable Object valueIn(Record row) {
            try {
                return component.getAccessor().invoke(row);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("Cannot read " + component, e);
            }
        }

        String arrayType() {
            return switch (component.getType().getSimpleName()) {
                case "long", "Long" -> "bigint[]";
                case "int", "Integer" -> "int[]";
                case "boolean", "Boolean" -> "boolean[]";
                case "UUID" -> "uuid[]";
                case "Instant" -> "timestamptz[]";
                case "LocalDate" -> "date[]";
                default -> isDocument() ? "text[]::jsonb[]" : "text[]";
            };
        }

        /** Whether it is a whole of its own: a list, or a record. */
        boolean isDocument() {
            return component.getType() == List.class || component.getType().isRecord();
        }

        void addArray(Tuple parameters, Collection<? extends Record> rows) {
            List<@Nullable Object> values = new ArrayList<>(rows.size());
            rows.forEach(row -> values.add(valueIn(row)));
            switch (arrayType()) {
                case "bigint[]" -> parameters.addArrayOfLong(values.toArray(new Long[0]));
                case "int[]" -> parameters.addArrayOfInteger(values.toArray(new Integer[0]));
                case "boolean[]" -> parameters.addArrayOfBoolean(values.toArray(new Boolean[0]));
                case "uuid[]" -> parameters.addArrayOfUUID(values.toArray(new UUID[0]));
                case "date[]" -> parameters.addArrayOfLocalDate(values.toArray(new LocalDate[0]));
                case "timestamptz[]" ->
                        parameters.addArrayOfOffsetDateTime(
                                values.stream()
                                        .map(
                                                value ->
                                                        value == null
                                                                ? null
                                                                : ((Instant) value)
                                                                        .atOffset(ZoneOffset.UTC))
                                        .toArray(OffsetDateTime[]::new));
                default ->
                        parameters.addArrayOfString(
                                values.stream()
                                        .map(value -> value == null ? null : textOf(value))
                                        .toArray(String[]::new));
            }
        }

        private String textOf(Object value) {
            return isDocument() ? write(value) : value.toString();
        }

        private static String write(Object document) {
            try {
                return JSON.writeValueAsString(document);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(document + " cannot be a part of a row", e);
            }
        }

        private Object read(Object document) {
            try {
                return JSON.readValue(
                        Json.encode(document), JSON.constructType(component.getGenericType()));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("Cannot read " + document + " as " + component, e);
            }
        }

        @Nullable Object valueIn(Row row) {
            Object value = row.getValue(name);
            if (value == null) {
                return null;
            }
            Class<?> type = component.getType();
            if (type == Instant.class) {
                return ((OffsetDateTime) value).toInstant();
            }
            if (type == Currency.class) {
                return Currency.getInstance((String) value);
            }
            if (isDocument()) {
                return read(value);
            }
            return type.isEnum() ? constant(type, (String) value) : value;
        }

        private static Object constant(Class<?> type, String name) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(each -> ((Enum<?>) each).name().equals(name))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new IllegalStateException(
                                            name + " is no " + type.getSimpleName()));
        }
    }

    private static final JsonMapper JSON = StoredJson.mapper();

    private final List<Column> columns;
    private final Constructor<R> constructor;
    private final String select;
    private final String insert;
    private final String upsert;

    public ReadTable(String name, Class<R> rowType) {
        columns = Arrays.stream(rowType.getRecordComponents()).map(Column::of).toList();
        constructor = canonicalConstructor(rowType);
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        String arrays =
                IntStream.rangeClosed(1, columns.size())
                        .mapToObj(
                                number -> "$" + number + "::" + columns.get(number - 1).arrayType())
                        .collect(Collectors.joining(", "));
        String changes =
                columns.stream()
                        .skip(1)
                        .map(column -> column.name() + " = excluded." + column.name())
                        .collect(Collectors.joining(", "));
        String key = columns.getFirst().name();
        select = "select " + names + " from " + name + " where " + key + " = any($1::text[])";
        insert = "insert into " + name + " (" + names + ") select * from unnest(" + arrays + ")";
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
