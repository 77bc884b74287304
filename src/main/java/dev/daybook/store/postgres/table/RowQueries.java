package dev.daybook.store.postgres.table;

import dev.daybook.kernel.Projection;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Reads the tables of projections; every answer says up to which position of the log it is
 * complete.
 */
public final class RowQueries<R extends Record> {

    /**
     * What was read.
     *
     * @param position the events up to here are in it, and perhaps later ones
     */
    public record Read<T>(T value, long position) {}

    private static final String CHECKPOINT =
            """
            select case when count(*) = cardinality($1::text[]) then min(position) else 0 end as position
            from subscriptions
            where name = any($1) and live
            """;

    private final Pool pool;
    private final Statements statements;
    private final Class<R> rowType;
    private final ReadTable<R> table;
    private final String[] projections;

    public RowQueries(Pool pool, Statements statements, Projection<?, R> projection) {
        this(pool, statements, projection.rowType(), List.of(projection));
    }

    /**
     * @param rowType what a query gives: the columns that it selects
     * @param projections whose tables it reads; the rows of a key are those of the first one
     */
    public RowQueries(
            Pool pool,
            Statements statements,
            Class<R> rowType,
            List<Projection<?, ?>> projections) {
        this.pool = pool;
        this.statements = statements;
        this.rowType = rowType;
        this.table = new ReadTable<>(projections.getFirst().table(), rowType);
        this.projections = projections.stream().map(Projection::table).toArray(String[]::new);
    }

    public Class<R> rowType() {
        return rowType;
    }

    /** The row of a key, if there is one. */
    public Uni<Read<Optional<R>>> find(String key) {
        return query(table.select(), Tuple.tuple().addArrayOfString(new String[] {key}))
                .map(rows -> new Read<>(rows.value().stream().findFirst(), rows.position()));
    }

    /**
     * The rows that a query gives; it selects all columns of the row, and is limited by its caller.
     *
     * @param parameters null in SQL where empty
     */
    public Uni<Read<List<R>>> query(String sql, List<Optional<?>> parameters) {
        Tuple tuple = Tuple.tuple();
        parameters.forEach(
                parameter -> tuple.addValue(parameter.map(RowQueries::sqlValue).orElse(null)));
        return query(sql, tuple);
    }

    private static Object sqlValue(Object value) {
        return value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value;
    }

    private Uni<Read<List<R>>> query(String sql, Tuple parameters) {
        // the checkpoint is read first: the rows are then at least as new as it says
        return statements.bounded(
                pool.withConnection(
                        connection ->
                                Uni.combine()
                                        .all()
                                        .unis(
                                                checkpoint(connection),
                                                rows(connection, sql, parameters))
                                        .asTuple()
                                        .map(
                                                read ->
                                                        new Read<>(
                                                                read.getItem2(),
                                                                read.getItem1()))));
    }

    private Uni<Long> checkpoint(SqlClient client) {
        return client.preparedQuery(CHECKPOINT)
                .execute(Tuple.tuple().addArrayOfString(projections))
                .map(rows -> rows.iterator().next().getLong("position"));
    }

    private Uni<List<R>> rows(SqlClient client, String sql, Tuple parameters) {
        return client.preparedQuery(sql).execute(parameters).map(table::rowsOf);
    }
}
