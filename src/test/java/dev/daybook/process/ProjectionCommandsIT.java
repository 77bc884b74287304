package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Audit;
import dev.daybook.support.CommandRun;
import dev.daybook.support.CommandRun.Result;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The commands of operators that concern projections, beside a running service and without one. */
class ProjectionCommandsIT {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int BROKEN_OFF = 130;

    private static final String POISON =
            "alter table account_summary add constraint no_13 check (balance <> 13)";

    private final TestDatabase database = TestDatabase.empty();

    @Test
    void projections_are_listed_with_their_owner_and_state() throws IOException {
        try (Service service = Service.start(database.settings())) {
            database.execute(POISON);
            deposit(service, "acc-1", 13);
            Wait.until("its stream is parked", () -> parked() == 1);
            String list = run("projections").out();
            assertTrue(
                    list.matches(
                            "(?s)NAME .*account_statement +2 +2 +0 +0\\.0 +\\S+:%d +FOLLOWING +0 .*"
                                    .formatted(service.port())),
                    list);
            assertTrue(list.matches("(?s).*account_summary .* PARKED +1 .*"), list);
        }
        String list = run("projections").out();
        assertTrue(list.matches("(?s).*account_statement +2 +2 +0 +0\\.0 +- +UNOWNED .*"), list);
        assertEquals(subscriptions(), list.lines().skip(1).count(), list);
    }

    @Test
    void a_rebuild_that_a_service_does_is_followed_to_its_end() throws IOException {
        try (Service service = Service.start(database.settings())) {
            deposit(service, "acc-1", 5);
            Audit.assertProjectionsEqualTheLog(database);
            database.execute("update account_summary set balance = 7");
            assertRebuilds("account_summary");
            Audit.assertProjectionsEqualTheLog(database);
            assertEquals(DONE, run("rebuild", "account_statement").exitCode());
            Audit.assertProjectionsEqualTheLog(database);
        }
    }

    @Test
    void a_rebuild_is_done_by_the_command_where_no_service_is_alive() throws IOException {
        try (Service service = Service.start(database.settings())) {
            deposit(service, "acc-1", 5);
            Audit.assertProjectionsEqualTheLog(database);
        }
        database.execute("update account_summary set balance = 7");
        assertRebuilds("account_summary");
        Audit.assertProjectionsEqualTheLog(database);
        assertEquals(0, database.number("select count(*) from instances"), "it has left");
    }

    @Test
    void a_rebuild_goes_on_in_the_command_when_the_service_that_does_it_is_killed()
            throws IOException {
        try (Service service = Service.start(database.settings())) {
            deposit(service, "acc-1", 5);
            Audit.assertProjectionsEqualTheLog(database);
            database.execute("update account_summary set balance = 7");
            try (CommandRun rebuild =
                    CommandRun.start(database.settings(), "rebuild", "account_summary")) {
                try (var _ = database.hold("select count(*) from account_summary")) {
                    Wait.until(
                            "it has been filled, and waits to be swapped in",
                            () -> rebuilding() == 2);
                    service.kill();
                }
                Result result = rebuild.result();
                assertEquals(DONE, result.exitCode(), result::err);
            }
        }
        Audit.assertProjectionsEqualTheLog(database);
    }

    @Test
    void a_command_that_waits_is_ended_by_a_signal_and_its_rebuild_goes_on() throws IOException {
        try (Service service = Service.start(database.settings())) {
            deposit(service, "acc-1", 5);
            try (CommandRun rebuild =
                            CommandRun.start(database.settings(), "rebuild", "account_summary");
                    var _ = database.hold("select count(*) from account_summary")) {
                Wait.until("it has been filled", () -> rebuilding() == 2);
                assertEquals(BROKEN_OFF, rebuild.terminate().exitCode());
            }
            Wait.until("it is swapped in", () -> rebuilding() == 0);
        }
    }

    @Test
    void an_imported_log_is_projected_by_a_rebuild_without_any_service() throws IOException {
        String export;
        try (Service service = Service.start(database.settings())) {
            deposit(service, "acc-1", 5);
            export = run("export").out();
        }
        TestDatabase copy = TestDatabase.empty();
        assertEquals(DONE, CommandRun.feed(copy.settings(), export, "import").exitCode());
        Result before = CommandRun.run(copy.settings(), "verify");
        assertTrue(before.out().contains("not compared: it has not begun"), before::out);
        assertEquals(
                DONE, CommandRun.run(copy.settings(), "rebuild", "account_summary").exitCode());
        assertEquals(
                database.rows("select account_id, balance, version from account_summary"),
                copy.rows("select account_id, balance, version from account_summary"));
    }

    @Test
    void a_projection_that_does_not_exist_is_refused_with_the_names_of_those_that_do() {
        TestDatabase migrated = TestDatabase.migrated();
        Result result = CommandRun.run(migrated.settings(), "rebuild", "account_sumary");
        assertEquals(FAILED, result.exitCode());
        assertTrue(
                result.err()
                        .matches(
                                "Daybook: There is no projection 'account_sumary'; there are"
                                        + " account_statement, account_summary, .*\\.\n"),
                result::err);
    }

    @Test
    void verify_compares_projections_with_a_fresh_fold() throws IOException {
        try (Service service = Service.start(database.settings())) {
            deposit(service, "acc-1", 5);
            Audit.assertProjectionsEqualTheLog(database);
            Result sound = run("verify");
            assertEquals(DONE, sound.exitCode(), sound::out);
        }
        database.execute("update account_summary set balance = 6");
        Result result = run("verify");
        assertEquals(FAILED, result.exitCode());
        List<String> failed = result.out().lines().filter(line -> !line.endsWith(" OK")).toList();
        assertEquals(1, failed.size(), result::out);
        assertTrue(
                failed.getFirst().matches("account_summary +FAILED +stored \\{.*; expected \\{.*"),
                result::out);
        assertEquals("", result.err());
    }

    @Test
    void reset_sets_back_what_is_ahead_of_a_restored_log() throws IOException {
        try (Service service = Service.start(database.settings())) {
            deposit(service, "acc-1", 5);
            deposit(service, "acc-2", 5);
            Audit.assertProjectionsEqualTheLog(database);
            Result alive = run("reset");
            assertEquals(FAILED, alive.exitCode());
            assertTrue(alive.err().contains(":" + service.port() + " is alive"), alive::err);
        }
        assertEquals(new Result(DONE, "Nothing is ahead of the log.\n", ""), run("reset"));
        database.execute(
                "set session_replication_role = replica; delete from events where position > 2");
        Result refused = run("rebuild", "account_summary");
        assertEquals(FAILED, refused.exitCode());
        assertTrue(refused.err().contains("'reset'"), refused::err);

        Result reset = run("reset");
        assertEquals(DONE, reset.exitCode(), reset::err);
        assertEquals(
                subscriptions(),
                reset.out().lines().filter(line -> line.contains("was at position 4")).count());
        try (Service service = Service.start(database.settings())) {
            Audit.assertProjectionsEqualTheLog(database);
            deposit(service, "acc-2", 5);
            Audit.assertProjectionsEqualTheLog(database);
        }
        assertEquals(DONE, run("verify").exitCode());
    }

    private long subscriptions() {
        return database.number("select count(*) from subscriptions");
    }

    private void assertRebuilds(String name) {
        Result result = run("rebuild", name);
        assertEquals(DONE, result.exitCode(), result::err);
        assertEquals("", result.err());
        assertTrue(
                result.out()
                        .matches("(?s).*" + name + " is rebuilt up to position 2, in .* s\\.\n"),
                result::out);
    }

    private Result run(String... words) {
        return CommandRun.run(database.settings(), words);
    }

    private long parked() {
        return database.number("select count(*) from parked_streams");
    }

    /** The position of the rebuild. */
    private long rebuilding() {
        return database.number(
                "select coalesce(max(position), 0) from subscriptions where not live");
    }

    private static void deposit(Service service, String account, int amount) throws IOException {
        assertEquals(
                201,
                service.post(
                                "/api/accounts",
                                "{\"accountId\":\"%s\",\"ownerId\":\"o\",\"currency\":\"USD\"}"
                                        .formatted(account))
                        .statusCode());
        again(service, account, amount);
    }

    private static void again(Service service, String account, int amount) throws IOException {
        assertEquals(
                200,
                service.post(
                                "/api/accounts/" + account + "/deposits",
                                "{\"amount\":%d,\"currency\":\"USD\",\"transactionId\":\"t\"}"
                                        .formatted(amount))
                        .statusCode());
    }
}
