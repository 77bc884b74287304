package dev.daybook.web;

import static dev.daybook.support.ProblemAssertions.assertRefused;
import static dev.daybook.support.ProblemAssertions.faults;
import static dev.daybook.support.RawHttp.request;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.engine.feed.Feeds;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.NewEvent;
import dev.daybook.store.StreamAppend;
import dev.daybook.support.FeedClient;
import dev.daybook.support.FeedClient.Received;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp;
import dev.daybook.support.RawHttp.Answer;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The log as it grows: each event comes once and in order, from where the client left off. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class FeedTest {

    private static final String FEED = "/api/events/feed";

    /** More than operating systems take in for a connection that nobody reads from. */
    private static final int BYTES_TOO_MANY = 24 << 20;

    @Inject EventStore store;
    @Inject Feeds feeds;

    @Test
    void the_feed_begins_at_the_beginning_of_the_log() {
        open("begins");
        deposit("begins");
        try (FeedClient client = FeedClient.open(RestAssured.port, "")) {
            assertEquals(List.of(1L, 2L), ids(client.next(2)));
            assertEquals(Optional.of("1000"), client.retry());
        }
    }

    @Test
    void it_goes_on_with_what_comes() {
        open("goes-on");
        try (FeedClient client = FeedClient.resume(RestAssured.port, "", head())) {
            for (int number = 1; number <= 5; number++) {
                long position = deposit("goes-on");
                Received event = client.next();
                assertEquals(position, event.id());
                assertEquals("goes-on", event.data().path("streamId").textValue());
            }
        }
    }

    @Test
    void an_event_is_the_same_in_the_feed_as_in_the_audit() throws IOException {
        open("same");
        long position = deposit("same");
        String audit = given().get("/api/events?limit=1&after=" + (position - 1)).asString();
        JsonNode event = new ObjectMapper().readTree(audit).path("items").path(0);
        try (FeedClient client =
                FeedClient.resume(RestAssured.port, "?type=MoneyDeposited", position - 1)) {
            assertEquals(event, client.next().data());
        }
    }

    @Test
    void it_goes_on_behind_an_id_or_a_position_and_the_id_is_stronger() {
        open("resumes");
        long position = deposit("resumes");
        deposit("resumes");
        try (FeedClient byId = FeedClient.resume(RestAssured.port, "", position);
                FeedClient byPosition = FeedClient.open(RestAssured.port, "?after=" + position);
                FeedClient byBoth = FeedClient.resume(RestAssured.port, "?after=1", position)) {
            for (FeedClient client : List.of(byId, byPosition, byBoth)) {
                assertEquals(position + 1, client.next().id());
            }
        }
    }

    @Test
    void it_waits_behind_the_end_of_the_log_for_the_next_event() {
        open("waits");
        try (FeedClient client = FeedClient.resume(RestAssured.port, "", head())) {
            long position = deposit("waits");
            assertEquals(position, client.next().id());
        }
    }

    @Test
    void what_other_instances_append_comes_too() {
        try (FeedClient client = FeedClient.resume(RestAssured.port, "", head())) {
            long before = head();
            append("others", 0, 3, "{}");
            assertEquals(
                    LongStream.rangeClosed(before + 1, before + 3).boxed().toList(),
                    ids(client.next(3)));
        }
    }

    @Test
    void it_is_filtered_by_category_and_type_behind_the_end_of_the_log_and_before() {
        long before = head();
        open("filters");
        append("filters", 0, 4, "{}");
        deposit("filters");
        try (FeedClient category =
                        FeedClient.resume(RestAssured.port, "?category=account", before);
                FeedClient type =
                        FeedClient.resume(RestAssured.port, "?type=MoneyDeposited", before)) {
            assertEquals(List.of(before + 1, before + 6), ids(category.next(2)));
            assertEquals(before + 6, type.next().id());
            append("filters", 4, 2, "{}");
            long position = deposit("filters");
            assertEquals(before + 9, position);
            assertEquals(position, category.next().id());
            assertEquals(position, type.next().id());
        }
    }

    @Test
    void an_answer_says_that_it_must_not_be_kept_or_gathered() {
        try (FeedClient client = FeedClient.open(RestAssured.port, "")) {
            String head = String.join("\n", client.head()).toLowerCase();
            assertTrue(head.contains("content-type: text/event-stream"), head);
            assertTrue(head.contains("cache-control: no-store"), head);
            assertTrue(head.contains("x-accel-buffering: no"), head);
            assertTrue(head.contains("request-id: "), head);
        }
    }

    @Test
    void an_id_that_is_none_or_beyond_the_log_is_refused() {
        for (String id : List.of("x", "-1", "1.5", "99999999999999999999")) {
            JsonNode problem =
                    assertRefused(
                            store,
                            RawHttp.get(FEED).with("Last-Event-ID: " + id),
                            400,
                            "invalid-request");
            assertEquals(List.of("Last-Event-ID invalid-position"), faults(problem));
        }
        long beyond = head() + 1;
        RawHttp.Request byId = RawHttp.get(FEED).with("Last-Event-ID: " + beyond);
        assertRefused(store, byId, 400, "position-ahead-of-log");
        RawHttp.Request byPosition = RawHttp.get(FEED + "?after=" + beyond);
        assertRefused(store, byPosition, 400, "position-ahead-of-log");
        assertNobodyIsLeft();
    }

    @Test
    void a_wrong_query_is_refused() {
        assertEquals(List.of("category unknown-value"), refused("?category=nope"));
        assertEquals(List.of("type unknown-value"), refused("?type=nope"));
        assertEquals(List.of("after out-of-range"), refused("?after=-1"));
        assertEquals(List.of("limit unknown-parameter"), refused("?limit=1"));
    }

    @Test
    void who_does_not_accept_server_sent_events_gets_none() {
        RawHttp.Request json = RawHttp.get(FEED).with("Accept: application/json");
        assertRefused(store, json, 406, "not-acceptable");
    }

    @Test
    void a_head_is_answered_without_a_feed() {
        Answer answer = request("HEAD", FEED).send();
        assertEquals(200, answer.status());
        assertEquals("", answer.body());
        assertTrue(answer.header("Content-Type").orElseThrow().startsWith("text/event-stream"));
        assertNobodyIsLeft();
    }

    @Test
    void a_client_that_goes_away_is_forgotten_at_once() {
        assertNobodyIsLeft();
        FeedClient one = FeedClient.open(RestAssured.port, "");
        FeedClient other = FeedClient.resume(RestAssured.port, "", head());
        try (one;
                other) {
            assertEquals(2, feeds.open());
            one.close();
            Wait.until("one is left", () -> feeds.open() == 1);
        }
        assertNobodyIsLeft();
    }

    @Test
    void a_client_that_does_not_read_is_waited_for_and_holds_up_nobody() {
        String payload = "{\"text\": \"" + "x".repeat(8000) + "\"}";
        int count = BYTES_TOO_MANY / payload.length();
        long before = head();
        append("unread", 0, count, payload);
        List<Long> all = LongStream.rangeClosed(before + 1, before + count).boxed().toList();
        try (FeedClient slow = FeedClient.withoutReading(RestAssured.port, before)) {
            Wait.until("it is served", () -> feeds.open() == 1);
            try (FeedClient fast = FeedClient.resume(RestAssured.port, "", before)) {
                assertEquals(all, ids(fast.next(count)));
                long handedOut = feeds.handedOut();
                assertEquals(all, ids(slow.next(count)));
                long late = feeds.handedOut() - handedOut;
                assertTrue(late > count / 4, () -> "Only " + late + " were left to be read.");
            }
        }
    }

    private List<String> refused(String query) {
        return faults(assertRefused(store, RawHttp.get(FEED + query), 400, "invalid-request"));
    }

    @AfterEach
    void assertNobodyIsLeft() {
        Wait.until("no feed is open", () -> feeds.open() == 0);
    }

    private static List<Long> ids(List<Received> events) {
        events.forEach(
                event -> assertEquals(event.id(), event.data().path("position").longValue()));
        return events.stream().map(Received::id).toList();
    }

    private long head() {
        return Wait.answerOf(store.head());
    }

    /** Past the commands of this instance. */
    private void append(String id, int version, int count, String payload) {
        List<NewEvent> events =
                IntStream.range(0, count)
                        .mapToObj(
                                _ ->
                                        new NewEvent(
                                                UUID.randomUUID(),
                                                "ThingHappened",
                                                1,
                                                payload,
                                                "{}"))
                        .toList();
        StreamId stream = new StreamId("thing", id);
        Wait.answerOf(
                store.append(List.of(new StreamAppend(stream, version, 0, events, List.of()))));
    }

    private static void open(String id) {
        given().contentType(ContentType.JSON)
                .body(Map.of("accountId", id, "ownerId", "o", "currency", "USD"))
                .post("/api/accounts")
                .then()
                .statusCode(201);
    }

    private static long deposit(String id) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("amount", 5, "currency", "USD", "transactionId", "t"))
                .post("/api/accounts/" + id + "/deposits")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getLong("position");
    }
}
