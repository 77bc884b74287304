package dev.daybook.engine.projection;

import static dev.daybook.support.Caller.deposit;
import static dev.daybook.support.Caller.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.accounts.Account;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.projection.ProjectionAudit.Comparison;
import dev.daybook.support.Caller;
import dev.daybook.support.Histories;
import dev.daybook.support.ReadSide;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A read table that is not the fold of its log is found, and one that is never blamed. */
class ProjectionAuditTest {

    private static final String SUMMARY = "account_summary";
    private static final String STATEMENT = "account_statement";

    private final TestLog log = TestLog.inPostgres();
    private final TestDatabase database = log.database();
    private final Caller caller = new Caller(log.store());

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void tables_that_are_right_are_found_right_while_they_go_on() {
        Histories histories = new Histories();
        List<CompletableFuture<Outcome>> sent = new ArrayList<>();
        try (ReadSide owner = new ReadSide(log, log.store())) {
            for (int number = 0; number < 300; number++) {
                String id = histories.id(10);
                sent.add(caller.send(id, number < 100 ? open() : histories.command()));
                owner.wake();
                if (number % 100 == 0) {
                    assertRight(owner);
                }
            }
            Caller.answersOf(sent);
            owner.wake();
            owner.untilCaughtUp();
            assertRight(owner);
            long head = database.number("select max(position) from events");
            assertEquals(head, owner.audit().compare(SUMMARY).position());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update account_summary set balance = 6 where account_id = 'a'",
                "update account_summary set updated_at = updated_at + interval '1 us' where account_id = 'a'",
                "delete from account_summary where account_id = 'b'",
                "insert into account_summary select 'c', owner_id, currency, status, balance, version, created_at, updated_at from account_summary limit 1",
                "update account_statement set amount = null where account_id = 'a' and stream_version = 2",
                "delete from account_statement where account_id = 'a' and stream_version = 1"
            })
    void rows_that_are_not_those_of_a_fresh_fold_are_shown(String damage) {
        try (ReadSide owner = twoAccounts()) {
            database.execute(damage);
            String damaged = damage.contains(SUMMARY) ? SUMMARY : STATEMENT;
            List<String> differences = owner.audit().compare(damaged).differences();
            assertTrue(differences.size() == 1 || differences.size() == 2, differences::toString);
            assertTrue(
                    differences.stream().allMatch(each -> each.matches("(stored|expected) \\{.*}")),
                    differences::toString);
            String other = damaged.equals(SUMMARY) ? STATEMENT : SUMMARY;
            assertEquals(List.of(), owner.audit().compare(other).differences());
        }
    }

    @Test
    void what_is_parked_or_skipped_is_left_out() {
        database.execute("alter table account_summary add check (balance <> 13)");
        try (ReadSide owner = twoAccounts()) {
            caller.openWith("c", 13);
            owner.wake();
            owner.untilCaughtUp();
            caller.ask("c", deposit(1));
            caller.ask("a", deposit(1));
            owner.wake();
            owner.untilCaughtUp();
            assertEquals(1, database.number("select count(*) from parked_streams"));
            assertRight(owner);
            Wait.answerOf(
                    owner.parkedSummaries()
                            .skip(Account.ACCOUNT.stream("c"), "a test", Optional.empty()));
            assertEquals(
                    List.of("1"),
                    database.rows("select balance from account_summary where account_id = 'c'"));
            assertRight(owner);
            database.execute("update account_summary set balance = 14 where account_id = 'c'");
            assertEquals(2, owner.audit().compare(SUMMARY).differences().size());
        }
    }

    @Test
    void an_event_that_cannot_be_folded_and_is_not_parked_is_named() {
        try (ReadSide owner = twoAccounts()) {
            database.execute("alter table account_summary add check (balance <> 5) not valid");
            List<String> differences = owner.audit().compare(SUMMARY).differences();
            assertEquals(1, differences.size());
            assertTrue(differences.getFirst().contains("violates check"), differences::getFirst);
        }
    }

    @Test
    void a_table_of_another_version_or_one_that_is_being_rebuilt_is_not_compared() {
        try (ReadSide owner = twoAccounts()) {
            database.execute(
                    """
                    insert into subscriptions (name, version, position, live) values ('account_summary', 1, 0, false)
                    """);
            assertObstacle(owner, "it is being rebuilt");
            database.execute("delete from subscriptions where not live");
            database.execute("update subscriptions set version = 9");
            assertObstacle(owner, "its rows are those of version 9");
            database.execute("delete from subscriptions");
            assertObstacle(owner, "it has not begun yet");
        }
    }

    private static void assertObstacle(ReadSide owner, String obstacle) {
        Comparison comparison = owner.audit().compare(SUMMARY);
        assertEquals(Optional.of(obstacle), comparison.obstacle());
    }

    /** Right, and nothing is left of the comparison. */
    private void assertRight(ReadSide owner) {
        for (String name : List.of(SUMMARY, STATEMENT)) {
            Comparison comparison = owner.audit().compare(name);
            assertEquals(Optional.empty(), comparison.obstacle(), name);
            assertEquals(List.of(), comparison.differences(), name);
        }
        assertEquals(
                0, database.number("select count(*) from pg_class where relname like '%verify%'"));
    }

    private ReadSide twoAccounts() {
        caller.openWith("a", 5);
        caller.openWith("b", 6);
        ReadSide owner = new ReadSide(log, log.store());
        owner.wake();
        owner.untilCaughtUp();
        return owner;
    }
}
