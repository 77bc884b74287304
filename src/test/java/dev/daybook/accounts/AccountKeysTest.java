package dev.daybook.accounts;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.store.EventStore;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.UUID;
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

    private static Response post(String path, String body, String key) {
        return given().header("Idempotency-Key", key)
                .contentType(ContentType.JSON)
                .body(body)
                .post(path);
    }
}
