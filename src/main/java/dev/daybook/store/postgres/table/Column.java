package dev.daybook.store.postgres.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.daybook.kernel.Projection;
import dev.daybook.store.StoredJson;
import io.vertx.core.json.Json;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One component of a row and its column: a component {@code ownerId} is {@code owner_id}. */
record Column(RecordComponent component, String name, ColumnType type) {

    private static final JsonMapper JSON = StoredJson.mapper();

    /** Those of a row, in its order. */
    static List<Column> of(Class<? extends Record> rowType) {
        return Arrays.stream(rowType.getRecordComponents()).map(Column::of).toList();
    }

    private static Column of(RecordComponent component) {
        component.getAccessor().setAccessible(true);
        return new Column(
                component,
                Projection.sqlName(component.getName()),
                ColumnType.of(component.getType()));
    }

    /** Whether a row may be without it. */
    boolean isNullable() {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** What it is in the row. */
    @Nullable Object valueIn(Record row) {
        try {
            return component.getAccessor().invoke(row);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot read " + component, e);
        }
    }

    /** What it is in a row of the table, as the component has it. */
    @Nullable Object valueIn(Row row) {
        Object value = row.getValue(name);
        if (value == null) {
            return null;
        }
        return switch (type) {
            case TIMESTAMP -> ((OffsetDateTime) value).toInstant();
            case DOCUMENT -> document(value);
            case TEXT -> told((String) value);
            case BIGINT, INT, DOUBLE, BOOLEAN, UUID, DATE -> value;
        };
    }

    /** Adds the values of all rows as one parameter. */
    void addArray(Tuple parameters, Collection<? extends Record> rows) {
        List<@Nullable Object> values = new ArrayList<>(rows.size());
        rows.forEach(row -> values.add(sqlValue(valueIn(row))));
        type.add(parameters, values);
    }

    private @Nullable Object sqlValue(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type) {
            case TIMESTAMP -> ((Instant) value).atOffset(ZoneOffset.UTC);
            case DOCUMENT -> write(value);
            case TEXT -> value.toString();
            case BIGINT, INT, DOUBLE, BOOLEAN, UUID, DATE -> value;
        };
    }

    private static String write(Object document) {
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(document + " cannot be a part of a row", e);
        }
    }

    private Object document(Object value) {
        try {
            return JSON.readValue(
                    Json.encode(value), JSON.constructType(component.getGenericType()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read " + value + " as " + component, e);
        }
    }

    private Object told(String text) {
        Class<?> javaType = component.getType();
        if (javaType == Currency.class) {
            return Currency.getInstance(text);
        }
        return javaType.isEnum() ? constant(javaType, text) : text;
    }

    private static Object constant(Class<?> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> ((Enum<?>) each).name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(name + " is no " + type.getSimpleName()));
    }
}
