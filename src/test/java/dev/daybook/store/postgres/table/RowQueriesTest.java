package dev.daybook.store.postgres.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.accounts.AccountStatements;
import dev.daybook.accounts.AccountSummaries;
import dev.daybook.store.postgres.table.RowQueries.Read;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a query over the tables of several projections gives, and for which position. */
class RowQueriesTest {

    record Item(String name, LocalDate day) {}

    record Found(long count, List<Item> items) {}

    private static final String QUERY =
            """
            select 2::bigint as count,
                   jsonb_build_array(jsonb_build_object('name', $1::text, 'day', date '2026-01-31')) as items
            """;

    private final TestLog log = TestLog.inPostgres();
    private final TestDatabase database = log.database();
    private final RowQueries<Found> model =
            new RowQueries<>(
                    log.newPool(),
                    TestLog.statements(),
                    Found.class,
                    List.of(new AccountSummaries(), new AccountStatements()));

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void an_answer_is_as_complete_as_the_projection_that_is_farthest_behind() {
        at("account_summary", 9);
        at("account_statement", 5);
        at("another", 1);
        Read<List<Found>> read = read();
        assertEquals(5, read.position());
        assertEquals(
                List.of(new Found(2, List.of(new Item("tap", LocalDate.of(2026, 1, 31))))),
                read.value());
    }

    @Test
    void one_that_has_not_begun_has_seen_nothing() {
        assertEquals(0, read().position());
        at("account_summary", 9);
        assertEquals(0, read().position());
    }

    private Read<List<Found>> read() {
        return Wait.answerOf(model.query(QUERY, List.of(Optional.of("tap"))));
    }

    private void at(String projection, long position) {
        database.execute(
                "insert into subscriptions (name, version, position) values ('%s', 1, %d)"
                        .formatted(projection, position));
    }
}
