package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Addresses;
import dev.daybook.support.CommandRun;
import dev.daybook.support.DatabaseServer;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A wrong setting ends the start with one line that names it. */
class SettingsIT {

    private static final String REFUSAL = "Daybook does not start: ";

    @ParameterizedTest
    @CsvSource({
        "EVENT_STORE_KIND, mysql",
        "PORT, abc",
        "PORT, 0",
        "PORT, 65536",
        "DAYBOOK_SNAPSHOT_EVERY, abc",
        "DAYBOOK_SNAPSHOT_EVERY, 0",
        "DAYBOOK_SNAPSHOT_EVERY, -1",
        "DAYBOOK_STORE_TIMEOUT, soon",
        "DAYBOOK_PROJECTION_INTERVAL, 0s",
        "DAYBOOK_PROJECTION_INTERVAL, 500ms",
        "DAYBOOK_READY_LAG, 0s",
        "DAYBOOK_FEED_HEARTBEAT, 2m",
        "DAYBOOK_DEMO, maybe",
        "DAYBOOK_LOG_FORMAT, xml",
        "DAYBOOK_LOG_LEVEL, loud",
        "OTEL_SDK_DISABLED, no",
        "POSTGRES_PORT, 70000",
        "POSTGRES_SCHEMA, no-schema"
    })
    void a_value_that_cannot_be_is_refused(String setting, String value) {
        Map<String, String> settings = new HashMap<>(Map.of("EVENT_STORE_KIND", "postgres"));
        settings.put(setting, value);
        assertRefused(settings, setting, value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EVENT_STORE_KIND",
                "PORT",
                "POSTGRES_HOST",
                "POSTGRES_PORT",
                "POSTGRES_USER",
                "POSTGRES_DB",
                "POSTGRES_SSLMODE",
                "DAYBOOK_AUTH",
                "DAYBOOK_STORE_TIMEOUT"
            })
    void an_empty_value_where_one_is_needed_is_named(String setting) {
        Map<String, String> settings = new HashMap<>(Map.of("EVENT_STORE_KIND", "postgres"));
        settings.put(setting, "");
        assertRefused(settings, setting);
    }

    @Test
    void a_database_that_cannot_be_reached_is_named() {
        int port = Service.freePort();
        assertRefused(
                Map.of("EVENT_STORE_KIND", "postgres", "POSTGRES_PORT", String.valueOf(port)),
                "POSTGRES_HOST",
                "POSTGRES_PORT",
                String.valueOf(port));
    }

    @Test
    void ports_that_do_not_fit_the_hosts_are_named() {
        assertRefused(
                Map.of(
                        "EVENT_STORE_KIND",
                        "postgres",
                        "POSTGRES_HOST",
                        "a,b,c",
                        "POSTGRES_PORT",
                        "1,2"),
                "POSTGRES_HOST is 'a,b,c'",
                "POSTGRES_PORT is '1,2'");
    }

    @Test
    void a_host_that_is_missing_in_a_list_is_not_taken_for_the_local_one() {
        assertRefused(
                Map.of("EVENT_STORE_KIND", "postgres", "POSTGRES_HOST", "a,"),
                "POSTGRES_HOST is 'a,'",
                "a host is missing");
    }

    @Test
    void a_wrong_password_is_named_without_telling_it(@TempDir Path folder) throws IOException {
        Path data = folder.resolve("postgres");
        try (DatabaseServer server = DatabaseServer.startIn(data)) {
            askForPasswords(data, server.database());
            Map<String, String> settings = new HashMap<>(server.settings());
            settings.put("POSTGRES_USER", "teller");
            settings.put("POSTGRES_PASSWORD", "wrong-one");
            String log = assertRefused(settings, "POSTGRES_PASSWORD", "teller");
            assertFalse(log.contains("wrong-one"), log);
        }
    }

    @Test
    void a_database_that_does_not_exist_is_named() {
        Map<String, String> settings = new HashMap<>(TestDatabase.empty().settings());
        settings.put("POSTGRES_DB", "nowhere");
        assertRefused(settings, "POSTGRES_DB", "nowhere");
    }

    @Test
    void a_data_folder_that_cannot_be_made_is_named(@TempDir Path folder) throws IOException {
        String inAFile = Files.createFile(folder.resolve("file")).resolve("data").toString();
        assertRefused(Map.of("DAYBOOK_DATA_DIR", inAFile), "DAYBOOK_DATA_DIR", inAFile);
    }

    @Test
    void a_port_in_use_is_named() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            Map<String, String> settings = new HashMap<>(TestDatabase.empty().settings());
            settings.put("PORT", port);
            assertRefused(settings, "PORT", port);
        }
    }

    @Test
    void a_checkpoint_that_cannot_be_gone_on_from_is_refused() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        Service service = Service.start(database.settings());
        try {
            service.terminate();
            database.execute(
                    "update subscriptions set position = 7 where name = 'account_summary'");
            assertRefused(database.settings(), "account_summary at position 7", "'reset'");
        } finally {
            service.close();
        }
    }

    @Test
    void a_database_that_a_newer_version_migrated_is_refused() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        try (Service service = Service.start(database.settings())) {
            service.terminate();
        }
        HealthIT.migrateFurther(database);
        assertRefused(database.settings(), "schema version 999", "newer");
    }

    @Test
    void the_service_listens_on_loopback_unless_told_otherwise() throws IOException {
        Map<String, String> settings = new HashMap<>(TestDatabase.migrated().settings());
        try (Service service = Service.start(settings)) {
            untilItListensAt(service, "http://127.0.0.1:");
            assertEquals(List.of(), Addresses.beyondLoopback(service.port()));
        }
        String[] key = "key create --owner ops --scope ops:read".split(" ");
        assertEquals(0, CommandRun.run(settings, key).exitCode());
        settings.put("HOST", "0.0.0.0");
        try (Service service = Service.start(settings)) {
            untilItListensAt(service, "http://0.0.0.0:");
        }
    }

    /** It says so shortly after it has begun to answer. */
    private static void untilItListensAt(Service service, String address) {
        Wait.until(
                "it says that it listens at " + address,
                () -> service.log().contains(address + service.port()));
    }

    /** The database of the settings asks this role for its password, which is another one. */
    private static void askForPasswords(Path data, TestDatabase database) throws IOException {
        database.execute("create role teller login password 'right-one'");
        Path rules = data.resolve("pg_hba.conf");
        String trusting = Files.readString(rules);
        Files.writeString(rules, "host all teller 127.0.0.1/32 scram-sha-256\n" + trusting);
        database.execute("select pg_reload_conf()");
        Wait.until("the new rule holds", () -> !database.accepts("teller", "wrong-one"));
    }

    private static String assertRefused(Map<String, String> settings, String... words) {
        Service service = Service.launch(settings);
        try {
            assertNotEquals(0, service.exitCode(), service::log);
            assertOneLine(service.log(), words);
            return service.log();
        } finally {
            service.close();
        }
    }

    static void assertOneLine(String log, String... words) {
        List<String> lines = log.lines().filter(line -> line.startsWith(REFUSAL)).toList();
        assertEquals(1, lines.size(), log);
        for (String word : words) {
            assertTrue(lines.getFirst().contains(word), word + " is not named in: " + log);
        }
        assertFalse(log.contains("\tat "), log);
    }
}
