package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.engine.access.KeySecret;
import dev.daybook.support.CommandRun;
import dev.daybook.support.CommandRun.Result;
import dev.daybook.support.CuttingProxy;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.TraceReceiver;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in: the first key, keys that are revoked, and what is never told of a key. */
class AccessIT {

    private static final String ACCOUNT = "/api/accounts/nobody";
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir Path folder;

    private final TestDatabase database = TestDatabase.empty();

    @Test
    void an_open_door_is_refused_until_the_command_line_has_made_a_key() throws IOException {
        Map<String, String> open = with(database.settings(), Map.of("HOST", "0.0.0.0"));
        try (Service service = Service.launch(open)) {
            assertEquals(1, service.exitCode());
            String said = service.log().lines().toList().getLast();
            assertTrue(said.startsWith("Daybook does not start: HOST is '0.0.0.0'"), said);
            assertTrue(said.contains("daybook key create"), said);
            assertTrue(said.contains("DAYBOOK_ISSUER"), said);
        }
        Path file = folder.resolve("key");
        Result made =
                create(database.settings(), "--scope", "accounts:read", "--file", file.toString());
        assertEquals(0, made.exitCode(), made::err);
        assertEquals("", made.out());
        assertEquals(
                PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
        String key = Files.readString(file).strip();

        Result again =
                create(database.settings(), "--scope", "accounts:read", "--file", file.toString());
        assertEquals(1, again.exitCode());
        assertEquals(key, Files.readString(file).strip());
        Result unknown = create(database.settings(), "--scope", "accounts:raed");
        assertEquals(1, unknown.exitCode());
        assertTrue(unknown.err().contains("There is no scope accounts:raed"), unknown::err);
        assertEquals(2, create(database.settings(), "--scope").exitCode());
        Result list = CommandRun.run(database.settings(), "key", "list");
        assertEquals(1, list.out().lines().count(), list::out);
        assertTrue(list.out().contains("ops  accounts:read"), list::out);

        try (Service service = Service.start(open)) {
            assertEquals(401, service.get(ACCOUNT).statusCode());
            assertEquals(404, get(service, key).statusCode());
            String id = list.out().split(" ")[0];
            assertEquals(0, CommandRun.run(database.settings(), "key", "revoke", id).exitCode());
            Wait.until("the key is refused", () -> status(service, key) == 401);
        }
    }

    @Test
    void keys_are_made_in_the_embedded_database_before_and_beside_a_service() throws IOException {
        Map<String, String> embedded =
                Map.of(
                        "EVENT_STORE_KIND",
                        "embedded",
                        "DAYBOOK_DATA_DIR",
                        folder.resolve("data").toString(),
                        "DAYBOOK_AUTH",
                        "required");
        String before = create(embedded, "--scope", "accounts:read").out().strip();
        try (Service service = Service.start(embedded)) {
            assertEquals(404, get(service, before).statusCode());
            String beside = create(embedded, "--scope", "accounts:read").out().strip();
            assertEquals(404, get(service, beside).statusCode());
        }
    }

    @Test
    void a_revoked_key_is_refused_by_three_instances_within_a_second() throws IOException {
        Map<String, String> settings =
                with(database.settings(), Map.of("DAYBOOK_AUTH", "required"));
        String admin =
                create(settings, "--scope", "access:admin", "--scope", "accounts:read")
                        .out()
                        .strip();
        try (CuttingProxy line = new CuttingProxy(database.port());
                Service first = Service.start(settings);
                Service second = Service.start(settings);
                Service third =
                        Service.start(
                                with(
                                        settings,
                                        Map.of("POSTGRES_PORT", String.valueOf(line.port()))))) {
            List<Service> all = List.of(first, second, third);
            long longest = 0;
            for (int round = 0; round < 5; round++) {
                longest = Math.max(longest, longestUntilRefused(all, revoked(first, all, admin)));
            }
            System.out.printf("A revoked key was refused everywhere after %d ms.%n", longest);

            // the third one hears nothing any more, of the revocation neither
            String key = made(first, admin);
            for (Service service : all) {
                assertEquals(404, get(service, key).statusCode());
            }
            line.silence();
            long revokedAt = revoke(first, admin, key);
            longestUntilRefused(List.of(first, second), key, revokedAt);
            Wait.until("a second is over", () -> System.nanoTime() - revokedAt > SECOND.toNanos());
            for (int number = 0; number < 5; number++) {
                int status = status(third, key);
                assertTrue(status == 401 || status == 503, "answered " + status);
            }
            Wait.until("it is connected again", () -> status(third, admin) == 404);
            assertEquals(401, status(third, key));
        }
    }

    /** A key that all instances have remembered, and that has just been revoked. */
    private record Revoked(String key, long at) {}

    private static Revoked revoked(Service asked, List<Service> all, String admin)
            throws IOException {
        String key = made(asked, admin);
        for (Service service : all) {
            assertEquals(404, get(service, key).statusCode());
            assertEquals(404, get(service, key).statusCode());
        }
        return new Revoked(key, revoke(asked, admin, key));
    }

    private static long longestUntilRefused(List<Service> all, Revoked revoked) {
        return longestUntilRefused(all, revoked.key(), revoked.at());
    }

    /** In milliseconds; all are asked at the same time, for a refusal is slow to come. */
    private static long longestUntilRefused(List<Service> all, String key, long revokedAt) {
        return all.parallelStream()
                .mapToLong(service -> untilRefused(service, key, revokedAt))
                .max()
                .orElseThrow();
    }

    /** A request that is sent a second after must not be served. */
    private static long untilRefused(Service service, String key, long revokedAt) {
        while (true) {
            long sentAt = System.nanoTime();
            if (status(service, key) == 401) {
                return Duration.ofNanos(sentAt - revokedAt).toMillis();
            }
            assertTrue(sentAt - revokedAt < SECOND.toNanos(), "served after a second");
        }
    }

    @Test
    void one_of_100_000_keys_is_found_and_none_is_read_at_the_start() throws IOException {
        KeySecret secret = KeySecret.random();
        TestDatabase migrated = TestDatabase.migrated();
        migrated.execute(
                """
                insert into events (position, category, stream_id, version, event_id, event_type, schema_version,
                                    payload, metadata, recorded_at)
                select n, 'api-key', 'key-' || n, 1, gen_random_uuid(), 'KeyCreated', 1,
                       jsonb_build_object('owner', 'owner-' || n, 'scopes', '["accounts:read"]'::jsonb,
                                          'secretHash', '%s'),
                       '{"commandId": "c", "correlationId": "r"}', clock_timestamp()
                from generate_series(1, 100000) as n order by n
                """
                        .formatted(secret.hash()));
        for (TestDatabase each : List.of(TestDatabase.migrated(), migrated)) {
            long begun = System.nanoTime();
            try (Service service =
                    Service.start(with(each.settings(), Map.of("DAYBOOK_AUTH", "required")))) {
                long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
                System.out.printf(
                        "With %d keys: started within %d ms, %s%n",
                        each.number("select count(*) from events"), millis, memory(service));
                int expected = each == migrated ? 404 : 401;
                for (int number : new int[] {1, 77_777, 100_000}) {
                    assertEquals(expected, get(service, secret.key("key-" + number)).statusCode());
                }
            }
        }
    }

    private static String memory(Service service) throws IOException {
        try (Stream<String> lines =
                Files.lines(Path.of("/proc/%d/status".formatted(service.pid())))) {
            return lines.filter(line -> line.startsWith("VmRSS")).findFirst().orElse("");
        }
    }

    @Test
    void a_secret_is_told_once_and_written_nowhere() throws IOException {
        try (TraceReceiver traces = new TraceReceiver()) {
            Map<String, String> settings =
                    with(
                            traces.settings(database),
                            Map.of("DAYBOOK_AUTH", "required", "DAYBOOK_LOG_LEVEL", "DEBUG"));
            assertNothingTellsASecret(settings, traces);
        }
    }

    private void assertNothingTellsASecret(Map<String, String> settings, TraceReceiver traces)
            throws IOException {
        String first =
                create(
                                settings,
                                "--scope",
                                "access:admin",
                                "--scope",
                                "accounts:read",
                                "--scope",
                                "ops:read",
                                "--scope",
                                "log:read")
                        .out()
                        .strip();
        List<String> told = new ArrayList<>();
        try (Service service = Service.start(settings)) {
            String second = made(service, first);
            String wrong = KeySecret.random().key("nobody");
            for (String key : List.of(first, second, wrong)) {
                told.add(service.get(ACCOUNT, bearing(key)).body());
                told.add(service.get(ACCOUNT, Map.of("Authorization", key)).body());
                told.add(service.get(ACCOUNT, Map.of("Authorization", "Basic " + key)).body());
                told.add(service.get("/api/nowhere", bearing(key)).body());
                told.add(service.get("/api/keys?limit=wrong", bearing(key)).body());
                told.add(service.post("/api/keys", "{\"owner\":7}", bearing(key)).body());
            }
            told.add(service.get("/api/keys?limit=100", bearing(first)).body());
            told.add(service.get("/api/events?limit=100", bearing(first)).body());
            told.add(service.get("/q/metrics", bearing(first)).body());
            told.add(service.log());
            told.add(CommandRun.run(settings, "key", "list").out());
            told.add(CommandRun.run(settings, "export").out());
            told.add(Files.readString(Path.of("/proc/%d/cmdline".formatted(service.pid()))));
            told.add(Files.readString(Path.of("/proc/%d/environ".formatted(service.pid()))));
            told.addAll(
                    database.rows(
                            """
                            select query_to_xml('select * from ' || quote_ident(tablename), true, true, '')::text
                            from pg_tables where schemaname = 'public'
                            """));
            service.terminate();
            told.addAll(traces.received());
            String all = String.join("\n", told);
            assertFalse(traces.spans().isEmpty());
            assertTrue(all.contains("secretHash"), "the log was looked through");
            for (String key : List.of(first, second, wrong)) {
                assertFalse(all.contains(key.substring(key.lastIndexOf('_') + 1)), key);
            }
        }
    }

    private static Result create(Map<String, String> settings, String... more) {
        List<String> words = new ArrayList<>(List.of("key", "create", "--owner", "ops"));
        words.addAll(List.of(more));
        return CommandRun.run(settings, words.toArray(String[]::new));
    }

    private static String made(Service service, String admin) throws IOException {
        HttpResponse<String> made =
                service.post(
                        "/api/keys",
                        "{\"owner\":\"shop\",\"scopes\":[\"accounts:read\"]}",
                        bearing(admin));
        assertEquals(201, made.statusCode(), made::body);
        return made.body().replaceFirst(".*\"secret\":\"([^\"]*)\".*", "$1");
    }

    /** When it was answered. */
    private static long revoke(Service service, String admin, String key) throws IOException {
        String id = key.substring("dbk_".length(), key.lastIndexOf('_'));
        HttpResponse<String> revoked = service.delete("/api/keys/" + id, bearing(admin));
        assertEquals(200, revoked.statusCode(), revoked::body);
        return System.nanoTime();
    }

    private static HttpResponse<String> get(Service service, String key) throws IOException {
        return service.get(ACCOUNT, bearing(key));
    }

    private static int status(Service service, String key) {
        try {
            return get(service, key).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> bearing(String key) {
        return Map.of("Authorization", "Bearer " + key);
    }

    private static Map<String, String> with(
            Map<String, String> settings, Map<String, String> others) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(others);
        return all;
    }
}
