package dev.daybook.store.postgres.table;

import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.stream.StreamSupport;

/** Compares the rows of two tables of the same shape, in one statement. */
public final class TableComparison {

    private static final String DIFFERENCES =
            """
            (select format('stored %%s', to_jsonb(d)) as difference
             from (select * from %1$s except all select * from %2$s) d limit $1)
            union all
            (select format('expected %%s', to_jsonb(d)) as difference
             from (select * from %2$s except all select * from %1$s) d limit $1)
            """;

    private final Statements statements;
    private final String sql;

    /**
     * @param stored and {@code expected}: names in the code
     */
    public TableComparison(Statements statements, String stored, String expected) {
        this.statements = statements;
        this.sql = DIFFERENCES.formatted(stored, expected);
    }

    /** Rows that only one of the two has, in words. */
    public Uni<List<String>> differences(SqlClient client, int mostOfEach) {
        return statements
                .execute(client, sql, Tuple.of(mostOfEach))
                .map(
                        rows ->
                                StreamSupport.stream(rows.spliterator(), false)
                                        .map(row -> row.getString("difference"))
                                        .toList());
    }
}
