package dev.daybook.accounts;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.daybook.support.PostgresResource;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Accounts over HTTP, on a real PostgreSQL. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class AccountResourceTest {

    private static final String UUID_7 =
            "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

    @Test
    void the_life_of_an_account_from_its_opening_to_its_freezing() {
        open("acc-1", "user-1", "NGN")
                .statusCode(201)
                .header("Location", "/api/accounts/acc-1")
                .header("ETag", "\"1\"")
                .body("accountId", equalTo("acc-1"), "version", equalTo(1));
        Response deposited = move("acc-1", "deposits", 1000, "NGN");
        deposited
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"")
                .header("Event-Position", String.valueOf(deposited.<Integer>path("position")))
                .body("accountId", equalTo("acc-1"), "version", equalTo(2));
        move("acc-1", "withdrawals", 200, "NGN").then().statusCode(200).header("ETag", "\"3\"");
        tell("acc-1", "freeze").then().statusCode(200).header("ETag", "\"4\"");

        projected("acc-1", 4)
                .then()
                .header("ETag", "\"4\"")
                .header("Projection-Position", matchesPattern("\\d+"))
                .body("accountId", equalTo("acc-1"), "ownerId", equalTo("user-1"))
                .body("currency", equalTo("NGN"), "status", equalTo("FROZEN"))
                .body("balance", equalTo(800), "version", equalTo(4))
                .body("createdAt", notNullValue(), "updatedAt", notNullValue());
        get("/api/accounts/acc-1/balance")
                .then()
                .statusCode(200)
                .header("ETag", "\"4\"")
                .header("Projection-Position", matchesPattern("\\d+"))
                .body("accountId", equalTo("acc-1"), "balance", equalTo(800))
                .body("currency", equalTo("NGN"), "version", equalTo(4));
        Wait.until(
                        () -> get("/api/accounts/acc-1/history?limit=50&offset=0"),
                        history -> history.path("entries.size()").equals(4))
                .then()
                .body("accountId", equalTo("acc-1"))
                .body("entries.streamVersion", contains(4, 3, 2, 1))
                .body("entries.eventType[0]", equalTo("AccountFrozen"))
                .body("entries.eventType[3]", equalTo("AccountCreated"))
                .body("entries[2].eventId", matchesPattern(UUID_7))
                .body("entries[2].accountId", equalTo("acc-1"))
                .body("entries[2].eventType", equalTo("MoneyDeposited"))
                .body("entries[2].amount", equalTo(1000), "entries[2].currency", equalTo("NGN"))
                .body("entries[2].transactionId", equalTo("t-deposits"))
                .body("entries[2].occurredAt", matchesPattern("20.*Z"));
        get("/health").then().statusCode(200).body("status", equalTo("ok"));
    }

    @Test
    void an_account_gets_an_id_where_its_sender_has_none() {
        Response answer =
                json().body(Map.of("ownerId", "user-1", "currency", "USD")).post("/api/accounts");
        String id = answer.path("accountId");
        answer.then()
                .statusCode(201)
                .header("Location", "/api/accounts/" + id)
                .body("accountId", matchesPattern(UUID_7));
    }

    @Test
    void an_account_is_opened_once() {
        open("once", "user-1", "USD").statusCode(201);
        open("once", "user-2", "USD").statusCode(409).body("code", equalTo("account-exists"));
    }

    @Test
    void nothing_happens_to_an_account_that_was_never_opened() {
        move("never", "deposits", 1, "USD")
                .then()
                .statusCode(404)
                .body("code", equalTo("no-such-account"));
        tell("never", "close").then().statusCode(404).body("code", equalTo("no-such-account"));
    }

    @Test
    void a_rule_that_refuses_a_movement_names_the_field() {
        open("rules", "user-1", "USD").statusCode(201);
        move("rules", "withdrawals", 1, "USD")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("code", equalTo("insufficient-funds"))
                .body("errors[0].pointer", equalTo("#/amount"))
                .body("errors[0].code", equalTo("exceeds-balance"));
        move("rules", "deposits", 1, "EUR")
                .then()
                .statusCode(422)
                .body("code", equalTo("currency-mismatch"))
                .body("errors[0].pointer", equalTo("#/currency"));
        move("rules", "deposits", Long.MAX_VALUE, "USD").then().statusCode(200);
        move("rules", "deposits", 1, "USD")
                .then()
                .statusCode(422)
                .body("code", equalTo("balance-limit-exceeded"));
        projected("rules", 2).then().body("balance", equalTo(Long.MAX_VALUE));
    }

    @Test
    void a_frozen_account_moves_again_once_it_is_unfrozen() {
        open("thaw", "user-1", "USD").statusCode(201);
        tell("thaw", "unfreeze").then().statusCode(409).body("code", equalTo("account-not-frozen"));
        tell("thaw", "freeze").then().statusCode(200);
        tell("thaw", "freeze").then().statusCode(409).body("code", equalTo("account-frozen"));
        move("thaw", "deposits", 1, "USD")
                .then()
                .statusCode(409)
                .body("code", equalTo("account-frozen"));
        tell("thaw", "unfreeze").then().statusCode(200).header("ETag", "\"3\"");
        move("thaw", "deposits", 1, "USD").then().statusCode(200);
        projected("thaw", 4).then().body("status", equalTo("ACTIVE"), "balance", equalTo(1));
    }

    @Test
    void an_account_is_closed_at_balance_zero_and_then_for_good() {
        open("end", "user-1", "USD").statusCode(201);
        move("end", "deposits", 5, "USD").then().statusCode(200);
        tell("end", "close").then().statusCode(422).body("code", equalTo("balance-not-zero"));
        move("end", "withdrawals", 5, "USD").then().statusCode(200);
        tell("end", "close").then().statusCode(200).header("ETag", "\"4\"");
        for (String action : new String[] {"freeze", "unfreeze", "close"}) {
            tell("end", action).then().statusCode(409).body("code", equalTo("account-closed"));
        }
        for (String movement : new String[] {"deposits", "withdrawals"}) {
            move("end", movement, 5, "USD")
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("account-closed"));
        }
        open("end", "user-1", "USD").statusCode(409).body("code", equalTo("account-exists"));
        projected("end", 4).then().body("status", equalTo("CLOSED"), "balance", equalTo(0));
    }

    @Test
    void a_write_on_another_version_than_the_expected_one_is_refused_with_the_current_one() {
        open("match", "user-1", "USD").statusCode(201);
        moveIf("\"2\"").then().statusCode(412).header("ETag", "\"1\"");
        moveIf("\"1\"").then().statusCode(200).header("ETag", "\"2\"");
        moveIf("\"1\"")
                .then()
                .statusCode(412)
                .header("ETag", "\"2\"")
                .body("code", equalTo("version-mismatch"));
        moveIf("*").then().statusCode(200).header("ETag", "\"3\"");
    }

    @Test
    void a_client_that_has_the_current_version_gets_it_no_second_time() {
        open("cached", "user-1", "USD").statusCode(201);
        projected("cached", 1);
        for (String known : new String[] {"\"1\"", "W/\"1\"", "\"7\", \"1\"", "*"}) {
            for (String view : new String[] {"", "/balance"}) {
                given().header("If-None-Match", known)
                        .get("/api/accounts/cached" + view)
                        .then()
                        .statusCode(304)
                        .header("ETag", "\"1\"")
                        .header("Projection-Position", matchesPattern("\\d+"))
                        .body(equalTo(""));
            }
        }
        given().header("If-None-Match", "\"2\", W/\"11\"")
                .get("/api/accounts/cached")
                .then()
                .statusCode(200)
                .body("version", equalTo(1), "nextCursor", nullValue());
    }

    @Test
    void an_account_without_events_of_a_kind_has_an_empty_history() {
        open("quiet", "user-1", "USD").statusCode(201);
        projected("quiet", 1);
        get("/api/accounts/quiet/history?type=MoneyWithdrawn")
                .then()
                .statusCode(200)
                .body("accountId", equalTo("quiet"), "entries", hasSize(0));
    }

    private static ValidatableResponse open(String id, String owner, String currency) {
        return json().body(Map.of("accountId", id, "ownerId", owner, "currency", currency))
                .post("/api/accounts")
                .then();
    }

    private static Response move(String id, String movement, long amount, String currency) {
        return json().body(movement(amount, currency, "t-" + movement))
                .post("/api/accounts/" + id + "/" + movement);
    }

    private static Response moveIf(String tag) {
        return json().header("If-Match", tag)
                .body(movement(1, "USD", "t-1"))
                .post("/api/accounts/match/deposits");
    }

    private static Map<String, Object> movement(long amount, String currency, String reference) {
        return Map.of("amount", amount, "currency", currency, "transactionId", reference);
    }

    private static Response tell(String id, String action) {
        return json().body(Map.of("reason", "because")).post("/api/accounts/" + id + "/" + action);
    }

    private static RequestSpecification json() {
        return given().contentType(ContentType.JSON);
    }

    private static Response get(String path) {
        return given().urlEncodingEnabled(false).get(path);
    }

    private static Response projected(String id, int version) {
        return Wait.until(
                () -> get("/api/accounts/" + id),
                answer -> answer.statusCode() == 200 && answer.path("version").equals(version));
    }
}
