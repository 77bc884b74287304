package dev.daybook.store.postgres.table;

import dev.daybook.kernel.Projection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table that the rows of a projection need. A column of a component that is never null may
 * still be nullable, as one is that a migration adds to rows which a rebuild then replaces.
 */
final class TableShape {

    /**
     * A column as it is in the database.
     *
     * @param required whether it is never null
     * @param filled whether a row that does not name it gets a value
     * @param alone whether a unique index is on it and nothing else
     */
    record Found(String name, String type, boolean required, boolean filled, boolean alone) {}

    private final String table;
    private final String row;
    private final List<Column> columns;
    private final boolean folds;

    TableShape(Projection<?, ?> projection) {
        table = projection.table();
        row = projection.rowType().getSimpleName();
        columns = Column.of(projection.rowType());
        folds = projection instanceof Projection.Fold;
    }

    String table() {
        return table;
    }

    /** What is wrong with the table, and the statement that makes the right one. */
    Optional<String> complaint(Collection<Found> found) {
        if (found.isEmpty()) {
            return Optional.of(
                    "There is no read table %s for %s. A migration has to make it:\n%s"
                            .formatted(table, row, definition()));
        }
        List<String> wrong = wrong(found);
        return wrong.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "The read table %s does not fit %s: %s. What fits is:\n%s"
                                .formatted(table, row, String.join(", ", wrong), definition()));
    }

    private List<String> wrong(Collection<Found> found) {
        Map<String, Found> byName =
                found.stream().collect(Collectors.toMap(Found::name, Function.identity()));
        List<String> wrong = new ArrayList<>();
        columns.forEach(
                column ->
                        Optional.ofNullable(byName.remove(column.name()))
                                .ifPresentOrElse(
                                        there -> wrong.addAll(wrong(column, there)),
                                        () -> wrong.add(column.name() + " is missing")));
        byName.values().stream()
                .filter(each -> each.required() && !each.filled())
                .forEach(each -> wrong.add(each.name() + " is not null, but no part of the row"));
        return wrong;
    }

    private List<String> wrong(Column column, Found found) {
        String name = column.name();
        List<String> wrong = new ArrayList<>();
        if (!found.type().equals(column.type().sql())) {
            wrong.add("%s is %s instead of %s".formatted(name, found.type(), column.type().sql()));
        }
        if (found.required() && column.isNullable()) {
            wrong.add(name + " is not null, but @Nullable in the row");
        }
        if (isKey(column) && !found.alone()) {
            wrong.add(name + " is not the primary key");
        }
        return wrong;
    }

    /** Whether rows are replaced by it: a journal only adds rows. */
    private boolean isKey(Column column) {
        return folds && column.equals(columns.getFirst());
    }

    /** The statement that makes the table, as a migration has it. */
    String definition() {
        int names = longest(Column::name);
        int types = longest(column -> column.type().sql());
        Stream<String> lines =
                columns.stream()
                        .map(
                                column ->
                                        ("    %-" + names + "s %-" + types + "s%s%s")
                                                .formatted(
                                                        column.name(),
                                                        column.type().sql(),
                                                        column.isNullable() ? "" : " not null",
                                                        isKey(column)
                                                                ? " collate \"C\" primary key"
                                                                : "")
                                                .stripTrailing());
        return Stream.concat(lines, key())
                .collect(Collectors.joining(",\n", "create table " + table + " (\n", "\n);"));
    }

    /** That of a journal is the stream and the place in it, unless its migration knows better. */
    private Stream<String> key() {
        return folds
                ? Stream.empty()
                : Stream.of(
                        "    primary key (%s, %s)"
                                .formatted(columns.get(0).name(), columns.get(1).name()));
    }

    private int longest(Function<Column, String> text) {
        return columns.stream().map(text).mapToInt(String::length).max().orElseThrow();
    }
}
