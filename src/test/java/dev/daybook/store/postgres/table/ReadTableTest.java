package dev.daybook.store.postgres.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.support.TestDatabase;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written to a read table, and at what cost. */
class ReadTableTest {

    record Item(String name, long amount) {}

    private static final int MANY = 2_000;

    private final TestLog log = TestLog.inPostgres();
    private final TestDatabase database = log.database();
    private final Pool pool = log.newPool();
    private final ReadTable<Item> table = new ReadTable<>("item", Item.class);

    ReadTableTest() {
        database.execute(
                "create table item (name text collate \"C\" primary key, amount bigint not null)");
    }

    @AfterEach
    void close() {
        log.close();
    }

    /**
     * A statement's plan is made once: by one that was made for a single row, all would be read.
     */
    @Test
    void a_row_is_found_by_its_key_however_small_the_table_was_when_the_plan_was_made() {
        database.execute("insert into item values ('item-1', 0)");
        database.execute("analyze item");
        String plan =
                Wait.answerOf(pool.withConnection(this::explain)).stream()
                        .map(row -> row.getString(0))
                        .filter(line -> line.contains("Scan"))
                        .map(line -> line.replaceAll(" +\\(cost.*|.*->  ", ""))
                        .collect(Collectors.joining("; "));
        assertEquals(
                "Subquery Scan on n; Function Scan on u; Index Scan using item_pkey on item k;"
                        + " Tid Scan on item t",
                plan);
    }

    @Test
    void rows_are_written_whether_they_are_there_or_only_believed_to_be() {
        write(0, Set.of());
        assertEquals(List.of("0"), database.rows("select distinct amount from item"));
        database.execute("delete from item where name = 'item-7'");
        write(1, items(0).keySet());
        assertEquals(List.of(MANY + "|1"), database.rows("select count(*), min(amount) from item"));
    }

    /** As the service plans: where there is an index it is used. */
    private Uni<RowSet<Row>> explain(SqlConnection connection) {
        return connection
                .query("set enable_seqscan = off")
                .execute()
                .chain(
                        () ->
                                connection
                                        .query("explain (generic_plan) " + table.update())
                                        .execute());
    }

    private void write(long amount, Set<String> known) {
        Wait.answerOf(table.upsert(TestLog.statements(), pool, items(amount), known));
    }

    private static Map<String, Item> items(long amount) {
        return IntStream.range(0, MANY)
                .mapToObj(number -> new Item("item-" + number, amount))
                .collect(Collectors.toMap(Item::name, item -> item));
    }
}
