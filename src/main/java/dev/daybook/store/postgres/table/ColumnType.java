package dev.daybook.store.postgres.table;

import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a component of a row is kept: the only place where a type of Java meets one of SQL. */
enum ColumnType {
    BIGINT("bigint", Tuple::addArrayOfLong, Long[]::new),
    DOUBLE("double precision", Tuple::addArrayOfDouble, Double[]::new),
    INT("int", Tuple::addArrayOfInteger, Integer[]::new),
    BOOLEAN("boolean", Tuple::addArrayOfBoolean, Boolean[]::new),
    UUID("uuid", Tuple::addArrayOfUUID, java.util.UUID[]::new),
    DATE("date", Tuple::addArrayOfLocalDate, LocalDate[]::new),
    TIMESTAMP("timestamptz", Tuple::addArrayOfOffsetDateTime, OffsetDateTime[]::new),
    /** A whole of its own: a list, or a record. */
    DOCUMENT("jsonb", Tuple::addArrayOfString, String[]::new),
    /** A text, or what is told by one: an enum's constant, a currency. */
    TEXT("text", Tuple::addArrayOfString, String[]::new);

    private final String sql;
    private final BiConsumer<Tuple, List<@Nullable Object>> add;

    <T> ColumnType(
            String sql, BiConsumer<Tuple, @Nullable T[]> add, Function<Integer, T[]> newArray) {
        this.sql = sql;
        this.add =
                (parameters, values) ->
                        add.accept(parameters, values.toArray(newArray.apply(values.size())));
    }

    /**
     * @throws IllegalArgumentException if it cannot be kept
     */
    static ColumnType of(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "long", "Long" -> BIGINT;
            case "double", "Double" -> DOUBLE;
            case "int", "Integer" -> INT;
            case "boolean", "Boolean" -> BOOLEAN;
            case "UUID" -> UUID;
            case "Instant" -> TIMESTAMP;
            case "LocalDate" -> DATE;
            case "String", "Currency" -> TEXT;
            default -> ofOther(type);
        };
    }

    private static ColumnType ofOther(Class<?> type) {
        if (type.isEnum()) {
            return TEXT;
        }
        if (type == List.class || type.isRecord()) {
            return DOCUMENT;
        }
        throw new IllegalArgumentException("A row cannot have a component of " + type);
    }

    /** Its name in SQL. */
    String sql() {
        return sql;
    }

    /** What a parameter for many rows is cast to. */
    String array() {
        return this == DOCUMENT ? "text[]::jsonb[]" : sql + "[]";
    }

    /**
     * Adds such a parameter.
     *
     * @param values as the driver takes them, a document as its text
     */
    void add(Tuple parameters, List<@Nullable Object> values) {
        add.accept(parameters, values);
    }
}
