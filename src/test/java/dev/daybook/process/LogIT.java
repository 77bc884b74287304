package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the service writes to its output, and that it can be found by the answer's Request-Id. */
class LogIT {

    @Test
    void a_line_of_a_request_bears_its_id() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        try (Service service = Service.start(database.settings())) {
            String id = failing(database, service);
            List<String> lines = service.log().lines().filter(line -> line.contains(id)).toList();
            assertEquals(1, lines.size(), service::log);
            assertTrue(lines.getFirst().contains("GET /api/accounts/acc-1"), lines::getFirst);
        }
    }

    @Test
    void each_line_is_json_where_that_is_asked_for() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("DAYBOOK_LOG_FORMAT", "json");
        try (Service service = Service.start(settings)) {
            String id = failing(database, service);
            service.terminate();
            List<JsonNode> lines =
                    service.log().lines().filter(LogIT::isLogged).map(LogIT::parsed).toList();
            assertTrue(lines.size() > 3, service::log);
            for (JsonNode line : lines) {
                OffsetDateTime.parse(line.path("timestamp").asText());
                assertFalse(line.path("level").asText().isEmpty(), line::toString);
                assertFalse(line.path("message").asText().isEmpty(), line::toString);
            }
            List<JsonNode> ofRequest =
                    lines.stream()
                            .filter(line -> line.path("mdc").path("requestId").asText().equals(id))
                            .toList();
            assertEquals(1, ofRequest.size(), service::log);
            assertEquals("ERROR", ofRequest.getFirst().path("level").asText());
        }
    }

    /** The virtual machine's own warnings are none of the log's. */
    private static boolean isLogged(String line) {
        return !line.startsWith("WARNING: ");
    }

    /** Asks for what cannot be answered; the request's id. */
    private static String failing(TestDatabase database, Service service) throws IOException {
        database.execute("alter table account_summary rename to account_summary_away");
        HttpResponse<String> answer = service.get("/api/accounts/acc-1");
        assertEquals(500, answer.statusCode(), answer::body);
        return answer.headers().firstValue("Request-Id").orElseThrow();
    }

    private static JsonNode parsed(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not JSON: " + line, e);
        }
    }
}
