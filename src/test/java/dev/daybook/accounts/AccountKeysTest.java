package dev.daybook.accounts;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.support.Background;
import dev.daybook.support.HeldWriter;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests that bear an Idempotency-Key, on a real PostgreSQL. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class AccountKeysTest {

    private static final String DEPOSIT =
            "{\"amount\": 100, \"currency\": \"USD\", \"transactionId\": \"t-1\"}";

    private static final String SAME_DEPOSIT =
            "{\"transactionId\":\"t-1\",\"currency\":\"USD\",\"amount\":100}";

    @Inject EventStore store;

    @ConfigProperty(name = "POSTGRES_PORT")
    int port;

    @ConfigProperty(name = "POSTGRES_DB")
    String database;

    private String account;

    @BeforeEach
    void open_an_account() {
        account = "keys-" + UUID.randomUUID();
        post("/api/accounts", opening(account), newKey()).then().statusCode(201);
    }

    @Test
    void three_equal_requests_have_one_effect_and_three_equal_answers() {
        String key = newKey();
        Response first = post(deposits(), DEPOSIT, key);
        first.then().statusCode(200).header("Idempotent-Replayed", nullValue());
        post(deposits(), DEPOSIT, newKey()).then().statusCode(200);
        long head = head();

        for (int again = 0; again < 2; again++) {
            Response repeated = post(deposits(), SAME_DEPOSIT, key);
            repeated.then().statusCode(200).header("Idempotent-Replayed", "true");
            assertEquals(first.asString(), repeated.asString());
            assertEquals(first.header("ETag"), repeated.header("ETag"));
            assertEquals(first.header("Event-Position"), repeated.header("Event-Position"));
        }
        assertEquals(head, head());
    }

    @Test
    void a_refusal_is_repeated_although_the_state_has_moved_on() {
        String key = newKey();
        String withdrawals = "/api/accounts/" + account + "/withdrawals";
        post(withdrawals, DEPOSIT, key).then().statusCode(422);
        post(deposits(), DEPOSIT, newKey()).then().statusCode(200);

        post(withdrawals, DEPOSIT, key)
                .then()
                .statusCode(422)
                .header("Idempotent-Replayed", "true")
                .body("code", equalTo("insufficient-funds"));
    }

    @Test
    void the_key_of_another_request_is_refused() {
        String key = newKey();
        post(deposits(), DEPOSIT, key).then().statusCode(200);
        long head = head();

        for (Response other :
                new Response[] {
                    post(deposits(), DEPOSIT.replace("100", "101"), key),
                    post("/api/accounts/" + account + "/withdrawals", DEPOSIT, key)
                }) {
            other.then().statusCode(422).body("code", equalTo("idempotency-key-reused"));
        }
        assertEquals(head, head());
    }

    @Test
    void the_same_json_in_another_form_is_the_same_request() {
        String key = newKey();
        post(deposits(), DEPOSIT, key).then().statusCode(200);

        for (String form :
                List.of(
                        "\n{ \"currency\" : \"USD\",\t\"transactionId\":\"t-1\",\"amount\":100 } ",
                        "{\"amount\":100,\"currency\":\"\\u0055SD\",\"transactionId\":\"\\u0074-1\"}")) {
            post(deposits(), form, key)
                    .then()
                    .statusCode(200)
                    .header("Idempotent-Replayed", "true");
        }
    }

    @Test
    void a_repeated_opening_is_answered_with_its_headers_too() {
        String key = newKey();
        Response first = post("/api/accounts", opening("o-" + account), key);
        post("/api/accounts/o-" + account + "/deposits", DEPOSIT, newKey());

        Response repeated = post("/api/accounts", opening("o-" + account), key);
        repeated.then().statusCode(201).header("Idempotent-Replayed", "true");
        assertEquals(first.asString(), repeated.asString());
        for (String header : List.of("Location", "ETag", "Event-Position", "Content-Type")) {
            assertEquals(first.header(header), repeated.header(header));
        }
    }

    /** All of a problem but its request id, which names the request and not the outcome. */
    @Test
    void a_repeated_refusal_is_the_same_but_for_its_request_id() {
        String key = newKey();
        String withdrawals = "/api/accounts/" + account + "/withdrawals";
        Response first = post(withdrawals, DEPOSIT, key);
        Response repeated = post(withdrawals, DEPOSIT, key);

        assertEquals(withoutRequestId(first), withoutRequestId(repeated));
        assertNotEquals(first.header("Request-Id"), repeated.header("Request-Id"));
        assertEquals(repeated.header("Request-Id"), repeated.path("requestId"));
    }

    @Test
    void validation_comes_before_the_key() {
        String key = newKey();
        post(deposits(), DEPOSIT, key).then().statusCode(200);

        post(deposits(), DEPOSIT.replace("100", "-1"), key)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-request"));
        post(deposits() + "?typo=1", DEPOSIT, key).then().statusCode(400);
        conditional(deposits(), key, "x").then().statusCode(400);
    }

    @Test
    void the_key_comes_before_the_condition_and_a_condition_that_fails_leaves_the_key_free() {
        String key = newKey();
        conditional(deposits(), key, "\"7\"").then().statusCode(412);
        conditional(deposits(), key, "\"1\"")
                .then()
                .statusCode(200)
                .header("Idempotent-Replayed", nullValue());

        conditional(deposits(), key, "\"1\"")
                .then()
                .statusCode(200)
                .header("Idempotent-Replayed", "true");
    }

    @Test
    void the_key_comes_before_the_rules() {
        String key = newKey();
        post(deposits(), DEPOSIT, key).then().statusCode(200);
        String close = "/api/accounts/" + account + "/freeze";
        post(close, "{\"reason\":\"r\"}", newKey()).then().statusCode(200);

        post(deposits(), DEPOSIT, newKey()).then().statusCode(409);
        post(deposits(), DEPOSIT, key).then().statusCode(200);
    }

    @Test
    void a_second_request_while_the_first_is_held_up_is_told_to_come_again() {
        String key = newKey();
        try (HeldWriter other = new HeldWriter(TestDatabase.on(port, database))) {
            StreamId elsewhere = new StreamId("account", "held-" + account);
            other.append(elsewhere, 0, "AccountCreated", "{}");
            CompletableFuture<Response> first =
                    Background.start(() -> post(deposits(), DEPOSIT, key));
            other.untilOthersWait(1);

            post(deposits(), DEPOSIT, key)
                    .then()
                    .statusCode(409)
                    .header("Retry-After", "1")
                    .contentType("application/problem+json")
                    .body("code", equalTo("idempotency-key-in-flight"));
            other.giveUp();
            assertEquals(200, Wait.answerOf(first).statusCode());
        }
        post(deposits(), DEPOSIT, key)
                .then()
                .statusCode(200)
                .header("Idempotent-Replayed", "true")
                .body("version", equalTo(2));
    }

    @Test
    void a_key_belongs_to_its_caller() {
        String key = newKey();
        post(deposits(), DEPOSIT, key).then().statusCode(200);

        given().header("X-User-Id", "somebody-else")
                .header("Idempotency-Key", key)
                .contentType(ContentType.JSON)
                .body(DEPOSIT)
                .post(deposits())
                .then()
                .statusCode(200)
                .header("Idempotent-Replayed", nullValue())
                .body("version", equalTo(3));
    }

    @Test
    void a_repeated_opening_without_an_id_answers_with_the_same_account() {
        String key = newKey();
        String opening = "{\"ownerId\": \"o\", \"currency\": \"USD\"}";
        Response first = post("/api/accounts", opening, key);
        first.then().statusCode(201);

        Response repeated = post("/api/accounts", opening, key);
        repeated.then().statusCode(201).header("Idempotent-Replayed", "true");
        assertEquals(first.header("Location"), repeated.header("Location"));
        assertEquals(first.asString(), repeated.asString());
    }

    @Test
    void a_request_that_does_not_fit_does_not_use_up_its_key() {
        String key = newKey();
        post(deposits(), DEPOSIT.replace("100", "-1"), key).then().statusCode(400);

        post(deposits(), DEPOSIT, key).then().statusCode(200);
    }

    @Test
    void a_key_is_1_to_255_visible_characters() {
        for (String wrong : new String[] {"a b", "k".repeat(256), "\u00e9"}) {
            post(deposits(), DEPOSIT, wrong)
                    .then()
                    .statusCode(400)
                    .body("errors[0].parameter", equalTo("Idempotency-Key"))
                    .body("errors[0].code", equalTo("invalid-key"));
        }
        post(deposits(), DEPOSIT, newKey() + "k".repeat(255 - 36)).then().statusCode(200);
    }

    private String deposits() {
        return "/api/accounts/" + account + "/deposits";
    }

    private long head() {
        return Wait.answerOf(store.head());
    }

    private static String opening(String id) {
        return "{\"accountId\": \"" + id + "\", \"ownerId\": \"o\", \"currency\": \"USD\"}";
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }

    private static String withoutRequestId(Response problem) {
        String id = problem.header("Request-Id");
        return problem.asString().replace(id, "");
    }

    private static Response conditional(String path, String key, String tag) {
        return given().header("Idempotency-Key", key)
                .header("If-Match", tag)
                .contentType(ContentType.JSON)
                .body(DEPOSIT)
                .post(path);
    }

    private static Response post(String path, String body, String key) {
        return given().header("Idempotency-Key", key)
                .contentType(ContentType.JSON)
                .body(body)
                .post(path);
    }
}
