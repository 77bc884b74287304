package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.CommandRun;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Instances that only answer, and others that only project. */
class RolesIT {

    private static final String OWNED =
            """
            select count(*) from subscriptions s join instances i on i.instance = s.owner
            where i.alive_until >= clock_timestamp() and i.name like '%%:%d'
            """;

    private final TestDatabase database = TestDatabase.migrated();

    private Map<String, String> in(String role) {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("DAYBOOK_ROLE", role);
        return settings;
    }

    @Test
    void who_answers_shows_what_others_project_and_goes_on_when_one_of_them_dies()
            throws IOException {
        try (Service api = Service.start(in("api"));
                Service first = Service.start(in("projections"));
                Service second = Service.start(in("projections"))) {
            Wait.until(
                    "both have their share",
                    () -> Math.abs(owned(first) - owned(second)) <= 1 && owned(first) > 1);
            assertEquals(0, owned(api));
            open(api, "acc-1");
            assertEquals(200, read(api, "acc-1", 1));
            first.kill();
            open(api, "acc-2");
            Wait.until("the other one has taken over", () -> read(api, "acc-2", 2) == 200);
            assertEquals(0, owned(api));
            assertTrue(owned(second) > 1);
        }
    }

    @Test
    void who_only_projects_says_how_it_is_and_nothing_else() throws IOException {
        try (Service worker = Service.start(in("projections"))) {
            for (String path : List.of("/health", "/q/health/ready", "/q/metrics")) {
                assertEquals(200, worker.get(path).statusCode(), path);
            }
            for (String path : List.of("/api/accounts", "/api/admin/projections", "/nothing")) {
                var answer = worker.get(path);
                assertEquals(421, answer.statusCode(), path);
                assertTrue(answer.body().contains("no-api-here"), answer::body);
            }
        }
    }

    @Test
    void a_role_whose_rest_nobody_could_do_is_refused() {
        assertEquals(
                "Daybook: DAYBOOK_ROLE is 'api', and EVENT_STORE_KIND is 'embedded'; it must be 'postgres', where other instances do the rest.\n",
                CommandRun.run(Map.of("DAYBOOK_ROLE", "api"), "projections").err());
    }

    private long owned(Service service) {
        return database.number(OWNED.formatted(service.port()));
    }

    private static void open(Service service, String account) throws IOException {
        String body = "{\"accountId\":\"%s\",\"ownerId\":\"o\",\"currency\":\"USD\"}";
        assertEquals(201, service.post("/api/accounts", body.formatted(account)).statusCode());
    }

    private static int read(Service service, String account, long position) {
        try {
            return service.get(
                            "/api/accounts/" + account,
                            Map.of("Min-Position", String.valueOf(position)))
                    .statusCode();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
