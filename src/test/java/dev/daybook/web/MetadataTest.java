package dev.daybook.web;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every event says which command caused it, for whom, and what it belongs to. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class MetadataTest {

    private static final String SPAN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Inject EventStore store;

    @Test
    void what_the_headers_say_stands_in_the_event() {
        open(
                "metadata-1",
                Map.of(
                        "X-Correlation-Id",
                        "order 17/a",
                        "traceparent",
                        SPAN,
                        "X-User-Id",
                        "user-1"));
        JsonNode metadata = metadata("metadata-1").getFirst();
        assertEquals(SPAN, metadata.path("causationId").textValue());
        assertEquals("user-1", metadata.path("userId").textValue());
        assertVersion7(metadata.path("commandId"));
        assertEquals("order 17/a", metadata.path("correlationId").textValue());
    }

    @Test
    void ids_are_generated_where_the_headers_say_nothing_and_the_rest_is_left_out() {
        open("metadata-2", Map.of());
        JsonNode metadata = metadata("metadata-2").getFirst();
        assertVersion7(metadata.path("commandId"));
        assertVersion7(metadata.path("correlationId"));
        assertEquals(2, metadata.size(), metadata::toString);
    }

    @Test
    void each_command_has_an_id_of_its_own() {
        Map<String, String> headers = Map.of("X-Correlation-Id", "one-errand");
        open("metadata-3", headers);
        given().contentType(ContentType.JSON)
                .headers(headers)
                .body(Map.of("reason", "because"))
                .post("/api/accounts/metadata-3/freeze")
                .then()
                .statusCode(200);
        List<JsonNode> both = metadata("metadata-3");
        assertEquals(
                List.of("one-errand", "one-errand"),
                both.stream().map(each -> each.path("correlationId").textValue()).toList());
        assertNotEquals(both.get(0).path("commandId"), both.get(1).path("commandId"));
    }

    @Test
    void every_answer_bears_a_request_id_of_its_own() {
        String first = given().get("/health").header("Request-Id");
        String second = given().get("/health").header("Request-Id");
        assertEquals(7, UUID.fromString(first).version());
        assertNotEquals(first, second);
    }

    private static void open(String id, Map<String, String> headers) {
        given().contentType(ContentType.JSON)
                .headers(headers)
                .body(Map.of("accountId", id, "ownerId", "user-1", "currency", "USD"))
                .post("/api/accounts")
                .then()
                .statusCode(201);
    }

    private List<JsonNode> metadata(String id) {
        return Wait.answerOf(store.readStream(new StreamId("account", id), 0, 10)).stream()
                .map(MetadataTest::metadata)
                .toList();
    }

    private static JsonNode metadata(StoredEvent event) {
        try {
            return new ObjectMapper().readTree(event.metadata());
        } catch (JsonProcessingException e) {
            throw new AssertionError(event.metadata(), e);
        }
    }

    private static void assertVersion7(JsonNode id) {
        assertEquals(7, UUID.fromString(id.asText()).version());
    }
}
