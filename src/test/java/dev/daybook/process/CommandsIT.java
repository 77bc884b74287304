package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Audit;
import dev.daybook.support.Background;
import dev.daybook.support.CommandRun;
import dev.daybook.support.CommandRun.Result;
import dev.daybook.support.LongLog;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of operators, as the packaged service runs them. */
class CommandsIT {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    /** The lock of appends, not the one that heartbeats take. */
    private static final String LOG_LOCK =
            """
            select count(*) from pg_locks
            where locktype = 'advisory' and granted = %b
              and (classid::bigint << 32 | objid::bigint) = 7305808869232668005
              and database = (select oid from pg_database where datname = current_database())
            """;

    private static final String WAITING_FOR_THE_LOG = LOG_LOCK.formatted(false);
    private static final String HOLDING_THE_LOG = LOG_LOCK.formatted(true);

    /** A service whose log nobody adds to, and its export: an account and a deposit. */
    private static Service service;

    private static TestDatabase served;
    private static String export;

    @TempDir Path folder;
    private final TestDatabase database = TestDatabase.empty();

    @BeforeAll
    static void serve() throws IOException {
        served = TestDatabase.migrated();
        service = Service.start(served.settings());
        open(service, "acc-1");
        deposit(service, "acc-1", "key-1");
        export = CommandRun.run(served.settings(), "export").out();
    }

    @AfterAll
    static void end() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "--help", "-h"})
    void help_names_the_commands(String word) {
        Result result = CommandRun.run(Map.of(), word);
        assertEquals(DONE, result.exitCode());
        assertEquals("", result.err());
        for (String command : List.of("verify", "export [FILE]", "import [FILE]", "help")) {
            assertTrue(result.out().contains("  " + command + " "), result::out);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"frobnicate", "Export", "export a b", "verify all", ""})
    void a_wrong_command_line_is_refused_in_one_line_and_the_usage_printed(String line) {
        Result result = CommandRun.run(database.settings(), line.split(" "));
        assertEquals(WRONG_USAGE, result.exitCode());
        assertEquals("", result.out());
        List<String> said = result.err().lines().toList();
        assertTrue(said.getFirst().startsWith("Daybook: "), result::err);
        assertTrue(said.get(1).startsWith("daybook "), result::err);
        assertEquals(
                List.of(),
                database.rows("select tablename from pg_tables where schemaname = 'public'"));
    }

    @Test
    void training_serves_itself_and_reaches_no_database_but_its_own() {
        Map<String, String> others = new HashMap<>(database.settings());
        others.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        others.put("DAYBOOK_ISSUER", "http://127.0.0.1:1/");
        others.put("DAYBOOK_AUTH", "required");
        others.put("DAYBOOK_TLS_KEY", "no-such-file");
        others.put("DAYBOOK_RATE_LIMIT", "1");
        Result result = CommandRun.run(others, "train");
        assertEquals(DONE, result.exitCode(), result::err);
        assertTrue(result.out().contains("Listening on: http://127.0.0.1:"), result::out);
        assertEquals(
                List.of(),
                database.rows("select tablename from pg_tables where schemaname = 'public'"));
    }

    @Test
    void an_export_is_imported_and_exported_again_byte_for_byte_and_keys_stay_used()
            throws IOException {
        HttpResponse<String> deposited;
        HttpResponse<String> refused;
        try (Service service = Service.start(database.settings())) {
            open(service, "acc-1");
            deposited = deposit(service, "acc-1", "key-1");
            refused = withdraw(service, "acc-1", "key-2");
            Result beside = CommandRun.run(database.settings(), "export");
            assertEquals(DONE, beside.exitCode(), beside::err);
            assertEquals(5, beside.out().lines().count(), beside::out);
        }
        Path file = folder.resolve("log");
        Result exported = CommandRun.run(database.settings(), "export", file.toString());
        assertEquals(
                new Result(DONE, "", "2 events and 2 outcomes of commands exported.\n"), exported);

        TestDatabase copy = TestDatabase.empty();
        assertEquals(
                new Result(DONE, "2 events and 2 outcomes of commands imported.\n", ""),
                CommandRun.run(copy.settings(), "import", file.toString()));
        Result again = CommandRun.run(copy.settings(), "export");
        assertEquals(Files.readString(file), again.out());

        try (Service service = Service.start(copy.settings())) {
            assertReplay(deposited, deposit(service, "acc-1", "key-1"));
            HttpResponse<String> repeated = withdraw(service, "acc-1", "key-2");
            assertEquals(422, repeated.statusCode(), refused::body);
            assertEquals(Optional.of("true"), repeated.headers().firstValue("Idempotent-Replayed"));
            assertEquals(200, deposit(service, "acc-1", "key-3").statusCode());
            Audit.assertNoHoles(copy);
            Audit.assertProjectionsEqualTheLog(copy);
        }
        assertEquals(3, copy.number("select count(*) from events"));
    }

    @Test
    void an_export_beside_appends_is_the_log_of_one_moment() throws IOException {
        Path file = folder.resolve("log");
        try (Service service = Service.start(database.settings());
                DepositLoad load = DepositLoad.start(service, 8)) {
            load.awaitAcknowledged(1_000);
            Result exported = CommandRun.run(database.settings(), "export", file.toString());
            assertEquals(DONE, exported.exitCode(), exported::err);
            load.awaitAcknowledged(1);
        }
        TestDatabase copy = TestDatabase.empty();
        Result imported = CommandRun.run(copy.settings(), "import", file.toString());
        assertEquals(DONE, imported.exitCode(), imported::err);
        assertEquals(DONE, CommandRun.run(copy.settings(), "verify").exitCode());
        assertTrue(copy.number("select count(*) from events") > 1_000);
    }

    @Test
    void a_log_that_is_not_empty_takes_no_import() {
        Result result = CommandRun.feed(served.settings(), export, "import");
        assertEquals(
                new Result(
                        FAILED,
                        "",
                        "Daybook: Only an empty log takes an import, and there are events in it.\n"),
                result);
        assertEquals(2, served.number("select count(*) from events"));
    }

    /** Wherever it is cut: BadImportTest. */
    @Test
    void a_file_that_was_cut_off_is_refused_with_the_line_and_nothing_is_kept() {
        String begun = export.substring(0, export.indexOf("\n") + 6);
        Result result = CommandRun.feed(database.settings(), begun, "import");
        assertEquals(FAILED, result.exitCode());
        assertTrue(result.err().startsWith("Daybook: Line 2: "), result::err);
        assertEquals(1, result.err().lines().count(), result::err);
        assertEquals(0, database.number("select count(*) from events"));
    }

    @Test
    void who_appends_during_an_import_waits_and_finds_the_whole_log() throws IOException {
        TestDatabase copy = TestDatabase.empty();
        try (Service service = Service.start(copy.settings());
                CommandRun loading = CommandRun.start(copy.settings(), "import")) {
            loading.say(export.substring(0, 100));
            Wait.until("the import has the log", () -> copy.number(HOLDING_THE_LOG) > 0);
            CompletableFuture<Integer> same = Background.start(() -> openStatus(service, "acc-1"));
            Wait.until("an append waits", () -> copy.number(WAITING_FOR_THE_LOG) > 0);
            loading.say(export.substring(100));
            assertEquals(DONE, loading.result().exitCode());
            assertEquals(409, Wait.answerOf(same));
            open(service, "acc-2");
            Audit.assertNoHoles(copy);
            Audit.assertProjectionsEqualTheLog(copy);
        }
        assertEquals(3, copy.number("select max(position) from events"));
    }

    @Test
    void verify_passes_a_sound_log_and_names_what_is_wrong() {
        Audit.assertProjectionsEqualTheLog(served);
        Result sound = CommandRun.run(served.settings(), "verify");
        assertEquals(DONE, sound.exitCode(), sound::out);
        assertEquals("", sound.err());
        assertEquals(List.of(), sound.out().lines().filter(line -> !line.endsWith(" OK")).toList());

        TestDatabase filled = TestDatabase.migrated();
        LongLog.fill(filled, 1, 3);
        filled.execute(
                "alter table events disable trigger all; delete from events where position = 1");
        Result damaged = CommandRun.run(filled.settings(), "verify");
        assertEquals(FAILED, damaged.exitCode());
        for (String check : List.of("append-only", "positions", "versions")) {
            assertTrue(damaged.out().matches("(?s).*" + check + " +FAILED .*"), damaged::out);
        }
        assertTrue(damaged.out().matches("(?s).*times +OK\n.*"), damaged::out);
    }

    @Test
    void a_command_joins_the_service_on_an_embedded_database_or_starts_it_for_itself()
            throws IOException {
        Path data = folder.resolve("data");
        Map<String, String> settings = Map.of("DAYBOOK_DATA_DIR", data.toString());
        Result none = CommandRun.run(settings, "export");
        assertEquals(FAILED, none.exitCode());
        assertTrue(none.err().contains("DAYBOOK_DATA_DIR"), none::err);
        assertFalse(Files.exists(data), "a command that reads has made a database");
        Result beside;
        try (Service service = Service.start(settings)) {
            open(service, "acc-1");
            beside = CommandRun.run(settings, "export");
            assertEquals(DONE, beside.exitCode(), beside::err);
            open(service, "acc-2");
            service.terminate();
        }
        Result alone = CommandRun.run(settings, "export");
        assertEquals(2, beside.out().lines().count(), beside::out);
        assertEquals(3, alone.out().lines().count(), alone::out);
        assertFalse(Files.exists(data.resolve("postmaster.pid")), "the server goes on");
    }

    @Test
    void a_database_whose_tables_are_others_is_refused_in_one_line() {
        assertRefused(database.settings(), "empty");
        TestDatabase older = TestDatabase.migrated();
        older.execute("delete from flyway_schema_history where installed_rank > 1");
        assertRefused(older.settings(), "schema version 1", "serve");
        TestDatabase newer = TestDatabase.migrated();
        HealthIT.migrateFurther(newer);
        assertRefused(newer.settings(), "schema version 999", "newer");
        assertRefused(Map.of("EVENT_STORE_KIND", "in-memory"), "EVENT_STORE_KIND", "in-memory");
        assertRefused(Map.of("EVENT_STORE_KIND", "mysql"), "EVENT_STORE_KIND", "mysql");
    }

    private static void assertRefused(Map<String, String> settings, String... words) {
        Result result = CommandRun.run(settings, "export");
        assertEquals(FAILED, result.exitCode(), result::err);
        assertEquals("", result.out());
        assertEquals(1, result.err().lines().count(), result::err);
        for (String word : words) {
            assertTrue(result.err().contains(word), result::err);
        }
    }

    private static void open(Service service, String account) {
        assertEquals(201, openStatus(service, account));
    }

    private static int openStatus(Service service, String account) {
        try {
            return service.post(
                            "/api/accounts",
                            "{\"accountId\":\"%s\",\"ownerId\":\"o\",\"currency\":\"USD\"}"
                                    .formatted(account))
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> deposit(Service service, String account, String key)
            throws IOException {
        return move(service, account, "deposits", 5, key);
    }

    private static HttpResponse<String> withdraw(Service service, String account, String key)
            throws IOException {
        return move(service, account, "withdrawals", 500, key);
    }

    private static HttpResponse<String> move(
            Service service, String account, String what, int amount, String key)
            throws IOException {
        String body = "{\"amount\":%d,\"currency\":\"USD\",\"transactionId\":\"t\"}";
        return service.post("/api/accounts/" + account + "/" + what, body.formatted(amount), key);
    }

    private static void assertReplay(HttpResponse<String> first, HttpResponse<String> repeated) {
        assertEquals(200, first.statusCode(), first::body);
        assertEquals(first.statusCode(), repeated.statusCode(), repeated::body);
        assertEquals(first.body(), repeated.body());
        assertEquals(Optional.of("true"), repeated.headers().firstValue("Idempotent-Replayed"));
    }
}
