package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.support.Browser;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console as operators use it: the packaged service with demo data, in a real browser. */
class ConsoleIT {

    private static final Path FILES = Path.of("src/main/resources/console");
    private static final long MOST_BYTES = 80 * 1024;

    private static Map<String, String> open;
    private static Service service;

    @BeforeAll
    static void start() {
        open = settings("DAYBOOK_DEMO", "true");
        service = Service.start(open);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static Map<String, String> settings(String... further) {
        Map<String, String> settings = new HashMap<>(TestDatabase.empty().settings());
        for (int at = 0; at < further.length; at += 2) {
            settings.put(further[at], further[at + 1]);
        }
        return settings;
    }

    @ParameterizedTest
    @CsvSource({
        "screens,''",
        "keys,''",
        "ways,''",
        "hostile,''",
        "actions,''",
        "slider,''",
        "feed,30000"
    })
    void a_scenario_goes_as_it_must(String scenario, String argument) throws IOException {
        try (Browser browser = Browser.start(scenario, url(service), argument)) {
            browser.finish();
        }
    }

    @Test
    void a_service_that_dies_and_comes_back_is_followed_on() throws IOException {
        Service mortal = Service.start(settings());
        try (Browser browser = Browser.start("absence", url(mortal), "")) {
            browser.await("ready");
            mortal.kill();
            browser.goOn();
            browser.await("missed");
            try (Service _ = mortal.restart()) {
                browser.goOn();
                browser.finish();
            }
        }
    }

    @Test
    void streams_that_wait_are_passed_over_or_tried_again() throws IOException {
        TestDatabase database = TestDatabase.empty();
        Map<String, String> settings = database.settings();
        try (Service other = Service.start(settings)) {
            database.execute(
                    "alter table account_summary add constraint unlucky check (balance < 13)");
            try (Browser browser = Browser.start("parked", url(other), "")) {
                browser.await("parked");
                database.execute("alter table account_summary drop constraint unlucky");
                browser.goOn();
                browser.finish();
            }
        }
    }

    @Test
    void a_closed_service_shows_what_a_key_may_see() throws IOException {
        String keys = key("log:read", "ops:read") + "," + key("orders:read");
        Map<String, String> closed = new HashMap<>(open);
        closed.put("DAYBOOK_AUTH", "required");
        try (Service other = Service.start(closed);
                Browser browser = Browser.start("closed", url(other), keys)) {
            browser.finish();
        }
    }

    private static String key(String... scopes) throws IOException {
        String body =
                new ObjectMapper().writeValueAsString(Map.of("owner", "viewer", "scopes", scopes));
        HttpResponse<String> made = service.post("/api/keys", body);
        assertEquals(201, made.statusCode(), made::body);
        return new ObjectMapper().readTree(made.body()).path("secret").asText();
    }

    @Test
    void browsers_are_led_there_and_programs_are_not() throws IOException {
        HttpResponse<String> led = service.get("/", Map.of("Accept", "text/html,*/*"));
        assertEquals(302, led.statusCode());
        assertEquals("/console/", led.headers().firstValue("Location").orElseThrow());
        assertEquals(404, service.get("/", Map.of("Accept", "application/json")).statusCode());
        HttpResponse<String> page = service.get("/console/");
        String tag = page.headers().firstValue("ETag").orElseThrow();
        assertEquals(304, service.get("/console/", Map.of("If-None-Match", tag)).statusCode());
        String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'"));
        assertTrue(policy.contains("require-trusted-types-for 'script'"));
    }

    @Test
    void it_can_be_turned_off() throws IOException {
        try (Service without = Service.start(settings("DAYBOOK_CONSOLE", "off"))) {
            for (String path : new String[] {"/console", "/console/", "/console/main.js"}) {
                assertEquals(404, without.get(path).statusCode(), path);
            }
            assertEquals(404, without.get("/", Map.of("Accept", "text/html")).statusCode());
        }
    }

    @Test
    void it_is_small_and_all_of_it_is_served() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(FILES)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
                HttpResponse<String> answer = service.get("/console/" + file.getFileName());
                assertEquals(200, answer.statusCode(), file::toString);
                assertEquals(Files.readString(file), answer.body(), file::toString);
            }
        }
        assertTrue(bytes <= MOST_BYTES, bytes + " bytes");
    }

    private static String url(Service service) {
        return "http://127.0.0.1:" + service.port();
    }
}
