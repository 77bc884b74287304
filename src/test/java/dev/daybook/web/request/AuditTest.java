package dev.daybook.web.request;

import static dev.daybook.support.ProblemAssertions.assertRefused;
import static dev.daybook.support.ProblemAssertions.faults;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.LogPage;
import dev.daybook.store.NewEvent;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.StreamAppend;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The log over HTTP, page by page: all of it in order, or one stream. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class AuditTest {

    private static final String SPAN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static final int MOST_IN_AN_APPEND = 10_000;

    @Inject EventStore store;

    @Test
    void an_event_reads_as_it_was_stored() throws IOException {
        open("reads", Map.of("X-Correlation-Id", "errand 1"));
        long position = deposit("reads", "txn-1");

        Response page = get("/api/events?limit=1&after=" + (position - 1));
        JsonNode event = new ObjectMapper().readTree(page.asString()).path("items").path(0);
        List<String> fields = new ArrayList<>();
        event.fieldNames().forEachRemaining(fields::add);
        assertEquals(
                List.of(
                        "position",
                        "category",
                        "streamId",
                        "version",
                        "eventId",
                        "eventType",
                        "schemaVersion",
                        "payload",
                        "metadata",
                        "recordedAt"),
                fields);
        assertEquals(position, event.path("position").longValue());
        assertEquals("account", event.path("category").textValue());
        assertEquals("reads", event.path("streamId").textValue());
        assertEquals(2, event.path("version").intValue());
        assertEquals(7, UUID.fromString(event.path("eventId").textValue()).version());
        assertEquals("MoneyDeposited", event.path("eventType").textValue());
        assertEquals(1, event.path("schemaVersion").intValue());
        assertEquals(
                json("{'money':{'amount':5,'currency':'USD'},'transactionId':'txn-1'}"),
                event.path("payload"));
        assertTrue(Instant.parse(event.path("recordedAt").textValue()).isBefore(Instant.MAX));
    }

    @Test
    void an_event_says_who_caused_it_why_and_by_which_command() throws IOException {
        open(
                "caused",
                Map.of(
                        "X-Correlation-Id",
                        "errand 2",
                        "traceparent",
                        SPAN,
                        "X-User-Id",
                        "user-9",
                        "Idempotency-Key",
                        "opening-of-caused"));
        assertEquals(
                json(
                        "{'commandId':'opening-of-caused','correlationId':'errand 2','causationId':'"
                                + SPAN
                                + "','userId':'user-9'}"),
                metadata("caused"));

        open("uncaused", Map.of());
        List<String> fields = new ArrayList<>();
        metadata("uncaused").fieldNames().forEachRemaining(fields::add);
        assertEquals(List.of("commandId", "correlationId"), fields.stream().sorted().toList());
    }

    @Test
    void the_log_is_read_in_full_whatever_the_size_of_a_page() {
        long before = head();
        open("full", Map.of());
        deposits("full", 12);
        List<Long> all = LongStream.rangeClosed(before + 1, head()).boxed().toList();
        for (int limit : new int[] {1, 7, 100}) {
            String first = "/api/events?limit=" + limit + "&after=" + before;
            assertEquals(all, allPages(first, "position"));
        }
        get("/api/events?limit=1").then().body("items.position", equalTo(List.of(1)));
    }

    @Test
    void a_page_has_25_events_unless_another_number_is_asked_for() {
        open("many", Map.of());
        deposits("many", 30);
        get("/api/events").then().body("items", hasSize(25));
        get("/api/streams/account/many/events").then().body("items", hasSize(25));
    }

    @Test
    void the_last_page_has_no_cursor_and_says_where_the_log_ends() {
        open("ends", Map.of());
        long end = deposit("ends", "t");
        Response last = get("/api/events?limit=1&after=" + (end - 1));
        assertEquals(List.of(end), last.jsonPath().getList("items.position", Long.class));
        assertNoNextPage(last);
        assertEquals(String.valueOf(end), last.header("Log-Position"));

        Response none = get("/api/events?after=" + end);
        none.then().statusCode(200).body("items", hasSize(0));
        assertNoNextPage(none);
        assertEquals(String.valueOf(end), none.header("Log-Position"));
    }

    @Test
    void a_page_goes_on_behind_its_cursor_though_more_is_appended_meanwhile() {
        open("meanwhile", Map.of());
        deposits("meanwhile", 3);
        Response first = get("/api/streams/account/meanwhile/events?limit=3&after=0");
        deposits("meanwhile", 2);
        assertEquals(List.of(4L, 5L, 6L), allPages(next(first), "version"));
    }

    @Test
    void the_log_is_filtered_by_category_and_type() {
        open("filtered", Map.of());
        long before = head();
        deposits("filtered", 3);
        append("thing", "filtered", "ThingHappened", 2);
        open("filtered-2", Map.of());
        append("thing", "filtered-2", "MoneyDeposited", 1);

        String behind = "&limit=2&after=" + before;
        assertEquals(List.of(1L, 2L, 3L, 6L), found("category=account" + behind, before));
        assertEquals(List.of(1L, 2L, 3L, 7L), found("type=MoneyDeposited" + behind, before));
        assertEquals(
                List.of(1L, 2L, 3L),
                found("category=account&type=MoneyDeposited" + behind, before));
        assertEquals(List.of(6L), found("type=AccountCreated" + behind, before));
        assertEquals(List.of(), found("type=AccountClosed" + behind, before));
    }

    @Test
    void a_filter_looks_through_a_bounded_part_of_the_log_for_one_page() {
        open("seldom", Map.of());
        long before = head();
        int unwanted = LogPage.MOST_POSITIONS + 10;
        append("thing", "seldom", "ThingHappened", unwanted);
        open("seldom-2", Map.of());

        Response first = get("/api/events?category=account&after=" + before);
        first.then().statusCode(200).body("items", hasSize(0));
        assertEquals(String.valueOf(before + LogPage.MOST_POSITIONS), first.header("Log-Position"));
        Response second = get(next(first));
        second.then().body("items.streamId", equalTo(List.of("seldom-2")));
        assertNoNextPage(second);
        assertEquals(String.valueOf(before + unwanted + 1), second.header("Log-Position"));
    }

    @Test
    void a_stream_is_read_behind_a_version() {
        open("versions", Map.of());
        deposits("versions", 4);
        String path = "/api/streams/account/versions/events";
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), allPages(path + "?limit=2", "version"));
        assertEquals(List.of(4L, 5L), allPages(path + "?limit=1&after=3", "version"));
        assertEquals(List.of(), allPages(path + "?after=5", "version"));
        assertEquals(List.of(), allPages(path + "?after=500", "version"));
    }

    @Test
    void a_stream_that_is_not_there_is_not_found() {
        for (String query : List.of("", "?after=3", "?limit=1")) {
            assertRefused(
                    store,
                    RawHttp.get("/api/streams/account/nobody/events" + query),
                    404,
                    "no-such-stream");
        }
    }

    static Stream<Arguments> wrongQueries() {
        String events = "/api/events?";
        String stream = "/api/streams/account/nobody/events?";
        return Stream.of(
                arguments(events + "after=-1", "after out-of-range"),
                arguments(events + "after=", "after out-of-range"),
                arguments(events + "after=x", "after out-of-range"),
                arguments(events + "after=1.0", "after out-of-range"),
                arguments(events + "after=9223372036854775807", "after out-of-range"),
                arguments(events + "after=1&after=2", "after repeated-parameter"),
                arguments(events + "limit=101", "limit out-of-range"),
                arguments(events + "offset=1", "offset unknown-parameter"),
                arguments(events + "category=nope", "category unknown-value"),
                arguments(events + "type=Nope", "type unknown-value"),
                arguments(events + "cursor=nope", "cursor invalid-cursor"),
                arguments(events + "cursor=" + cursor("-1", "", ""), "cursor invalid-cursor"),
                arguments(events + "cursor=" + cursor("1", "account", ""), "cursor invalid-cursor"),
                arguments(events + "after=1&cursor=" + cursor("1", "", ""), "after contradiction"),
                arguments(stream + "after=-1", "after out-of-range"),
                arguments(stream + "type=MoneyDeposited", "type unknown-parameter"),
                arguments(
                        stream + "cursor=" + cursor("1", "account", "other"),
                        "cursor invalid-cursor"),
                arguments("/api/streams/nope/nobody/events", "category unknown-value"),
                arguments("/api/streams/account/a%20b/events", "id invalid-id"));
    }

    @ParameterizedTest
    @MethodSource("wrongQueries")
    void a_wrong_query_is_refused(String path, String fault) {
        JsonNode problem = assertRefused(store, RawHttp.get(path), 400, "invalid-request");
        assertEquals(List.of(fault), faults(problem));
    }

    @Test
    void a_position_that_the_log_has_not_reached_is_refused() {
        for (long after : new long[] {head() + 1, 999_999_999_999_999_999L}) {
            assertRefused(
                    store, RawHttp.get("/api/events?after=" + after), 400, "position-ahead-of-log");
        }
    }

    @Test
    void an_unknown_category_or_type_is_answered_with_those_that_are_known() {
        String detail = get("/api/events?category=nope").path("errors[0].detail");
        assertTrue(detail.contains("account"), detail);
        detail = get("/api/events?type=nope").path("errors[0].detail");
        assertTrue(detail.contains("MoneyDeposited, MoneyWithdrawn"), detail);
        detail = get("/api/streams/nope/a/events").path("errors[0].detail");
        assertTrue(detail.contains("account"), detail);
    }

    private static String cursor(String after, String... filters) {
        return Cursor.encode(List.of(filters), after);
    }

    /** How far behind {@code before} the events are that a query finds on all its pages. */
    private static List<Long> found(String query, long before) {
        return allPages("/api/events?" + query, "position").stream()
                .map(position -> position - before)
                .toList();
    }

    /** Follows the links as they are given, to the last page. */
    private static List<Long> allPages(String start, String field) {
        Response page = get(start);
        List<Long> items = new ArrayList<>(page.jsonPath().getList("items." + field, Long.class));
        while (page.header("Link") != null) {
            page = get(next(page));
            items.addAll(page.jsonPath().getList("items." + field, Long.class));
        }
        assertNoNextPage(page);
        return items;
    }

    private static String next(Response page) {
        String link = page.header("Link");
        assertTrue(link.matches("<[^>]+>; rel=\"next\""), link);
        assertTrue(link.contains(page.<String>path("nextCursor")), link);
        return link.substring(1, link.indexOf('>'));
    }

    private static void assertNoNextPage(Response page) {
        page.then().statusCode(200);
        assertFalse(page.headers().hasHeaderWithName("Link"));
        assertTrue(page.asString().endsWith("\"nextCursor\":null}"), page::asString);
        assertNull(page.<String>path("nextCursor"));
    }

    private JsonNode metadata(String account) throws IOException {
        String body = get("/api/streams/account/" + account + "/events").asString();
        return new ObjectMapper().readTree(body).path("items").path(0).path("metadata");
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    private long head() {
        return Wait.answerOf(store.head());
    }

    /** Events that no command here appends. */
    private void append(String category, String id, String type, int count) {
        StreamId stream = new StreamId(category, id);
        for (int version = 0; version < count; version += MOST_IN_AN_APPEND) {
            List<NewEvent> events =
                    IntStream.range(0, Math.min(MOST_IN_AN_APPEND, count - version))
                            .mapToObj(_ -> new NewEvent(UUID.randomUUID(), type, 1, "{}", "{}"))
                            .toList();
            Wait.answerOf(
                    store.append(List.of(new StreamAppend(stream, version, 0, events, List.of()))));
        }
        List<StoredEvent> last = Wait.answerOf(store.readStream(stream, count - 1, 10));
        assertEquals(1, last.size());
    }

    private static void open(String id, Map<String, String> headers) {
        given().contentType(ContentType.JSON)
                .headers(headers)
                .body(Map.of("accountId", id, "ownerId", "o", "currency", "USD"))
                .post("/api/accounts")
                .then()
                .statusCode(201);
    }

    private static void deposits(String id, int count) {
        for (int number = 0; number < count; number++) {
            deposit(id, "t");
        }
    }

    private static long deposit(String id, String transaction) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("amount", 5, "currency", "USD", "transactionId", transaction))
                .post("/api/accounts/" + id + "/deposits")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getLong("position");
    }

    private static Response get(String path) {
        return given().urlEncodingEnabled(false).get(path);
    }
}
