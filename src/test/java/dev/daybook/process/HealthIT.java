package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.support.CuttingProxy;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The probes say how the service is, and what is wrong with it. */
class HealthIT {

    /** Orchestrators ask again by then. */
    private static final Duration PROBE = Duration.ofSeconds(10);

    private static final String OPEN =
            "{\"accountId\":\"acc-1\",\"ownerId\":\"o\",\"currency\":\"USD\"}";

    @Test
    void a_service_that_works_says_so() throws IOException {
        try (Service service = Service.start(TestDatabase.migrated().settings())) {
            assertEquals("UP", check(service, "live", "event loops").path("status").asText());
            for (String name : new String[] {"database", "schema", "projections"}) {
                assertEquals("UP", check(service, "ready", name).path("status").asText(), name);
            }
        }
    }

    @Test
    void a_database_that_hangs_makes_it_unready_in_time_but_not_dead() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        try (CuttingProxy proxy = new CuttingProxy(database.port())) {
            Map<String, String> settings = new HashMap<>(database.settings());
            settings.put("POSTGRES_PORT", String.valueOf(proxy.port()));
            // the probe has a bound of its own
            settings.put("DAYBOOK_STORE_TIMEOUT", "30s");
            try (Service service = Service.start(settings)) {
                proxy.silenceForGood();
                long start = System.nanoTime();
                JsonNode check = check(service, "ready", "database");
                assertTrue(System.nanoTime() - start < PROBE.toNanos(), "it took too long");
                assertEquals("DOWN", check.path("status").asText());
                assertTrue(check.path("data").path("problem").asText().contains("no answer"));
                assertEquals(200, service.get("/q/health/live").statusCode());
            }
        }
    }

    @Test
    void a_schema_that_another_version_made_is_named() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        try (Service service = Service.start(database.settings())) {
            migrateFurther(database);
            JsonNode newer = check(service, "ready", "schema");
            assertEquals("DOWN", newer.path("status").asText());
            assertEquals("999", newer.path("data").path("version").asText());
            assertTrue(newer.path("data").path("problem").asText().contains("newer"));

            database.execute("delete from flyway_schema_history where version <> '1'");
            JsonNode older = check(service, "ready", "schema");
            assertEquals("DOWN", older.path("status").asText());
            assertTrue(older.path("data").path("problem").asText().contains("older"));
        }
    }

    @Test
    void a_projection_that_does_not_advance_is_named_with_the_reason() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        try (Service service = Service.start(database.settings())) {
            database.execute("alter table account_summary rename to account_summary_away");
            assertEquals(201, service.post("/api/accounts", OPEN).statusCode());
            awaitProjections(service, "DOWN");
            JsonNode check = check(service, "ready", "projections");
            String reason = check.path("data").path("account_summary").asText();
            assertTrue(reason.contains("does not advance: PostgreSQL refuses"), reason);
            assertTrue(reason.contains("1 events"), reason);

            database.execute("alter table account_summary_away rename to account_summary");
            awaitProjections(service, "UP");
        }
    }

    @Test
    void a_projection_that_lags_too_far_is_unready_without_a_failure() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("DAYBOOK_READY_LAG", "100ms");
        settings.put("DAYBOOK_STORE_TIMEOUT", "60s");
        try (Service service = Service.start(settings)) {
            try (var _ = database.hold("lock table account_summary in exclusive mode")) {
                assertEquals(201, service.post("/api/accounts", OPEN).statusCode());
                awaitProjections(service, "DOWN");
                String told =
                        check(service, "ready", "projections")
                                .path("data")
                                .path("account_summary")
                                .asText();
                assertTrue(told.contains("1 events") && !told.contains("does not"), told);
            }
            awaitProjections(service, "UP");
        }
    }

    @Test
    void a_service_of_the_release_before_is_ready_and_starts_with_newer_tables()
            throws IOException {
        TestDatabase database = TestDatabase.migrated();
        try (Service service = Service.start(database.settings())) {
            migrateByOneRelease(database);
            assertEquals("UP", check(service, "ready", "schema").path("status").asText());
        }
        try (Service again = Service.start(database.settings())) {
            JsonNode newer = check(again, "ready", "schema");
            assertEquals("UP", newer.path("status").asText());
            assertEquals("999", newer.path("data").path("version").asText());
        }
    }

    /** As a version of the service leaves the database behind that is newer by two releases. */
    static void migrateFurther(TestDatabase database) {
        migrateByOneRelease(database);
        database.execute("update oldest_service set schema_version = '998'");
    }

    private static void migrateByOneRelease(TestDatabase database) {
        database.execute(
                """
                insert into flyway_schema_history (installed_rank, version, description, type, script,
                    checksum, installed_by, execution_time, success)
                values (999, '999', 'to come', 'SQL', 'V999__to_come.sql', 1, 'test', 1, true)
                """);
    }

    private static void awaitProjections(Service service, String status) {
        Wait.until(
                "projections are " + status,
                () ->
                        check(service, "ready", "projections")
                                .path("status")
                                .asText()
                                .equals(status));
    }

    private static JsonNode check(Service service, String probe, String name) {
        try {
            String body = service.get("/q/health/" + probe).body();
            Optional<JsonNode> check =
                    StreamSupport.stream(
                                    new ObjectMapper().readTree(body).path("checks").spliterator(),
                                    false)
                            .filter(each -> each.path("name").asText().equals(name))
                            .findFirst();
            return check.orElseThrow(() -> new AssertionError(name + " is not in " + body));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
