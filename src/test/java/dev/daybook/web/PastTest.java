package dev.daybook.web;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A resource is shown as it was at a version or an instant, in every view of it. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class PastTest {

    private static final List<String> VIEWS = List.of("", "/balance");

    @Inject EventStore store;

    private String account;
    private final List<List<String>> seen = List.of(new ArrayList<>(), new ArrayList<>());

    /** What was seen at each version is written down. */
    @BeforeEach
    void something_happens_to_an_account() {
        account = "past-" + UUID.randomUUID();
        post("", "{\"accountId\":\"" + account + "\",\"ownerId\":\"o\",\"currency\":\"USD\"}");
        post("/deposits", "{\"amount\":10,\"currency\":\"USD\",\"transactionId\":\"t\"}");
        post("/withdrawals", "{\"amount\":4,\"currency\":\"USD\",\"transactionId\":\"t\"}");
        post("/freeze", "{\"reason\":\"r\"}");
    }

    @Test
    void a_version_is_shown_as_it_was_seen_then() {
        List<StoredEvent> events = events();
        for (int version = 1; version <= 4; version++) {
            for (int view = 0; view < 2; view++) {
                Response past = get(VIEWS.get(view) + "?version=" + version);
                past.then()
                        .statusCode(200)
                        .header("ETag", "\"" + version + "\"")
                        .header(
                                "Projection-Position",
                                String.valueOf(events.get(version - 1).position()));
                assertEquals(seen.get(view).get(version - 1), past.asString());
            }
        }
    }

    @Test
    void an_instant_shows_what_was_recorded_by_then() {
        for (StoredEvent event : events()) {
            Instant recorded = event.recordedAt();
            int version = (int) event.version();
            for (int view = 0; view < 2; view++) {
                String now = VIEWS.get(view) + "?asOf=" + recorded;
                assertEquals(seen.get(view).get(version - 1), get(now).asString());
                Response before = get(VIEWS.get(view) + "?asOf=" + recorded.minusNanos(1000));
                if (version == 1) {
                    before.then().statusCode(404).body("code", equalTo("no-such-account"));
                } else {
                    assertEquals(seen.get(view).get(version - 2), before.asString());
                }
            }
        }
        get("?asOf=9999-01-01T00:00:00Z")
                .then()
                .statusCode(200)
                .header("ETag", "\"4\"")
                .body("status", equalTo("FROZEN"));
    }

    @Test
    void a_version_that_is_not_reached_is_not_there_and_the_newest_one_is_told() {
        get("/balance?version=5")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("code", equalTo("no-such-version"))
                .body("detail", containsString("version 4"));
        for (String moment : List.of("version=1", "asOf=9999-01-01T00:00:00Z")) {
            given().get("/api/accounts/nobody?" + moment)
                    .then()
                    .statusCode(404)
                    .body("code", equalTo("no-such-account"));
        }
    }

    @Test
    void a_version_that_the_client_has_is_not_sent_again() {
        given().header("If-None-Match", "\"2\"")
                .get("/api/accounts/" + account + "?version=2")
                .then()
                .statusCode(304)
                .header("ETag", "\"2\"")
                .body(equalTo(""));
        given().header("If-None-Match", "\"4\"")
                .get("/api/accounts/" + account + "?version=2")
                .then()
                .statusCode(200);
    }

    private List<StoredEvent> events() {
        return Wait.answerOf(store.readStream(new StreamId("account", account), 0, 10));
    }

    private void post(String action, String body) {
        String path = "/api/accounts" + (action.isEmpty() ? "" : "/" + account + action);
        Response written = given().contentType(ContentType.JSON).body(body).post(path);
        for (int view = 0; view < 2; view++) {
            Response now =
                    given().header("Min-Position", written.header("Event-Position"))
                            .get("/api/accounts/" + account + VIEWS.get(view));
            seen.get(view).add(now.asString());
        }
    }

    private Response get(String view) {
        return given().get("/api/accounts/" + account + view);
    }
}
