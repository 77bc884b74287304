package dev.daybook.store.postgres.table;

import dev.daybook.kernel.Projection;
import dev.daybook.store.postgres.Statements;
import dev.daybook.store.postgres.table.TableShape.Found;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Holds the tables that migrations made against the rows that projections write to them. */
public final class ReadTables {

    private static final String COLUMNS =
            """
            select wanted.name as table_name, attname::text as name,
                   case atttypid when 'timestamptz'::regtype then 'timestamptz'
                                 when 'int'::regtype then 'int'
                                 else format_type(atttypid, atttypmod) end as type,
                   attnotnull as required,
                   atthasdef or attidentity <> '' as filled,
                   exists (select from pg_index
                           where indrelid = attrelid and indisunique and indpred is null
                             and indnkeyatts = 1 and indkey[0] = attnum) as alone
            from unnest($1::text[]) as wanted (name)
            join pg_attribute on attrelid = to_regclass(wanted.name) and attnum > 0 and not attisdropped
            """;

    private final Pool pool;
    private final Statements statements;

    public ReadTables(Pool pool, Statements statements) {
        this.pool = pool;
        this.statements = statements;
    }

    /** Fails with {@link UnfitTable} where one is missing, or not what its projection writes. */
    public Uni<Void> requireFit(List<Projection<?, ?>> projections) {
        List<TableShape> shapes = projections.stream().<TableShape>map(TableShape::new).toList();
        String[] tables = shapes.stream().map(TableShape::table).toArray(String[]::new);
        return statements
                .execute(pool, COLUMNS, Tuple.tuple().addArrayOfString(tables))
                .invoke(rows -> compare(shapes, rows))
                .replaceWithVoid();
    }

    private static void compare(List<TableShape> shapes, RowSet<Row> rows) {
        Map<String, List<Found>> found =
                rows.stream()
                        .collect(
                                Collectors.groupingBy(
                                        row -> row.getString("table_name"),
                                        Collectors.mapping(
                                                ReadTables::column, Collectors.toList())));
        List<String> complaints =
                shapes.stream()
                        .map(each -> each.complaint(found.getOrDefault(each.table(), List.of())))
                        .flatMap(Optional::stream)
                        .toList();
        if (!complaints.isEmpty()) {
            throw new UnfitTable(complaints);
        }
    }

    private static Found column(Row row) {
        return new Found(
                row.getString("name"),
                row.getString("type"),
                row.getBoolean("required"),
                row.getBoolean("filled"),
                row.getBoolean("alone"));
    }
}
