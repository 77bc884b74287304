package dev.daybook.web.log;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is looked up in the log: an event, all of one request, from a time on, a stream's name. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class LookupTest {

    @Inject EventStore store;

    private final String prefix = "look-" + UUID.randomUUID();

    @Test
    void an_event_is_found_by_its_position() {
        StoredEvent event = open(prefix, "c").getFirst();
        get("/api/events/" + event.position())
                .statusCode(200)
                .body("position", equalTo((int) event.position()))
                .body("streamId", equalTo(prefix))
                .body("eventType", equalTo("AccountCreated"))
                .body("payload.currency", equalTo("USD"))
                .body("metadata.correlationId", equalTo("c"));
    }

    @Test
    void a_position_that_is_none_and_one_not_reached_yet_are_told_apart() {
        get("/api/events/999999999")
                .statusCode(404)
                .body("type", equalTo("/problems/no-such-event"));
        for (String none : List.of("0", "-1", "x", "1.5", "9999999999999999999")) {
            get("/api/events/" + none)
                    .statusCode(400)
                    .body("errors.parameter", contains("position"));
        }
    }

    @Test
    void all_that_one_request_set_off_is_found() {
        List<StoredEvent> first = open(prefix, prefix);
        open(prefix + "-x", "another");
        long after = first.getFirst().position() - 1;
        get("/api/events?after=" + after + "&correlationId=" + prefix)
                .statusCode(200)
                .body("items.streamId", contains(prefix))
                .body("nextCursor", equalTo(null));
    }

    @Test
    void the_log_is_read_from_a_time_on_and_further_by_cursor() {
        for (int number = 0; number < 5; number++) {
            open(prefix + number, prefix);
        }
        StoredEvent third = events(prefix + 2).getFirst();
        String path = "/api/events?limit=2&correlationId=" + prefix;
        ValidatableResponse page = get(path + "&from=" + third.recordedAt()).statusCode(200);
        page.body("items[0].streamId", equalTo(prefix + 2))
                .body("items[1].streamId", equalTo(prefix + 3));
        String next = page.extract().header("Link").replaceAll("^<|>.*", "");
        assertFalse(next.contains("from="), next);
        given().urlEncodingEnabled(false)
                .get(next)
                .then()
                .statusCode(200)
                .body("items.streamId", contains(prefix + 4));
        get("/api/events?from=2020-01-01T00:00:00Z&after=1")
                .statusCode(400)
                .body("errors.code", contains("contradiction"));
        get("/api/events?from=9999-01-01T00:00:00Z")
                .statusCode(200)
                .body("items", equalTo(List.of()));
    }

    @Test
    void streams_are_found_by_the_beginning_of_their_id_page_by_page() {
        for (String id : List.of("-b", "-a", "-c")) {
            open(prefix + id, prefix);
        }
        String path = "/api/streams?limit=2&prefix=" + prefix;
        ValidatableResponse page = get(path).statusCode(200);
        page.body("items.streamId", contains(prefix + "-a", prefix + "-b"))
                .body("items.version", contains(1, 1))
                .body("items.category", contains("account", "account"));
        String cursor = page.extract().path("nextCursor");
        get(path + "&cursor=" + cursor)
                .statusCode(200)
                .body("items.streamId", contains(prefix + "-c"))
                .body("nextCursor", equalTo(null));
        get("/api/streams?category=order&prefix=" + prefix).body("items", equalTo(List.of()));
        get("/api/streams?category=none").statusCode(400);
    }

    @Test
    void streams_of_all_categories_come_in_order() {
        open(prefix, prefix);
        List<StreamId> all = new ArrayList<>();
        for (String cursor = "", next; !cursor.equals("end"); cursor = next) {
            JsonPath page =
                    get("/api/streams?limit=100" + cursor).statusCode(200).extract().jsonPath();
            List<String> ids = page.getList("items.streamId");
            List<String> categories = page.getList("items.category");
            for (int number = 0; number < ids.size(); number++) {
                all.add(new StreamId(categories.get(number), ids.get(number)));
            }
            next = page.get("nextCursor") == null ? "end" : "&cursor=" + page.get("nextCursor");
        }
        Comparator<StreamId> order =
                Comparator.comparing(StreamId::category).thenComparing(StreamId::id);
        assertEquals(all.stream().sorted(order).distinct().toList(), all);
        assertTrue(all.contains(new StreamId("account", prefix)));
    }

    private List<StoredEvent> open(String id, String correlationId) {
        given().contentType(ContentType.JSON)
                .header("X-Correlation-Id", correlationId)
                .body(Map.of("accountId", id, "ownerId", "user-1", "currency", "USD"))
                .post("/api/accounts")
                .then()
                .statusCode(201);
        return events(id);
    }

    private List<StoredEvent> events(String id) {
        return Wait.answerOf(store.readStream(new StreamId("account", id), 0, 10));
    }

    private static ValidatableResponse get(String path) {
        return given().get(path).then();
    }
}
