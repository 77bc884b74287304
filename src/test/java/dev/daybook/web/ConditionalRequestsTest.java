package dev.daybook.web;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.store.EventStore;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.http.Header;
import io.restassured.http.Headers;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request may say for which versions it is meant, as RFC 9110 has it. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class ConditionalRequestsTest {

    @Inject EventStore store;

    private String account;
    private long position;

    @BeforeEach
    void bring_an_account_to_version_3() {
        account = "if-" + UUID.randomUUID();
        open(account);
        deposit();
        position = Long.parseLong(deposit().header("Event-Position"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"3\"", "\"1\", \"3\"", "\"1\",,\"3\",", "W/\"3\", \"3\"", "*", " * "})
    void a_write_takes_effect_where_its_version_is_among_those_expected(String tags) {
        deposit(new Header("If-Match", tags)).then().statusCode(200).header("ETag", "\"4\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"2\"",
                "\"2\", \"4\"",
                "W/\"3\"",
                "\"03\"",
                "\"x\"",
                "\"13\"",
                "\"0\"",
                "\"\"",
                "\"99999999999999999999\""
            })
    void a_write_is_refused_where_its_version_is_not_among_those_expected(String tags) {
        long head = Wait.answerOf(store.head());
        deposit(new Header("If-Match", tags))
                .then()
                .statusCode(412)
                .header("ETag", "\"3\"")
                .contentType("application/problem+json")
                .body("code", equalTo("version-mismatch"));
        assertEquals(head, Wait.answerOf(store.head()));
    }

    @Test
    void a_list_of_tags_may_be_spread_over_several_lines() {
        Response written =
                deposit(new Header("If-Match", "\"1\", \"2\""), new Header("If-Match", "\"3\""));
        written.then().statusCode(200);
        position = Long.parseLong(written.header("Event-Position"));
        read("", new Header("If-None-Match", "\"1\""), new Header("If-None-Match", "\"4\""))
                .then()
                .statusCode(304);
    }

    @Test
    void nothing_matches_where_there_is_nothing() {
        for (String tags : List.of("*", "\"1\"", "\"0\"", "W/\"1\"")) {
            given().header("If-Match", tags)
                    .contentType(ContentType.JSON)
                    .body("{\"ownerId\":\"o\",\"currency\":\"USD\"}")
                    .post("/api/accounts")
                    .then()
                    .statusCode(412)
                    .header("ETag", nullValue())
                    .body("code", equalTo("version-mismatch"));
        }
        given().header("If-Match", "*").get("/api/accounts/nobody").then().statusCode(404);
    }

    @Test
    void an_answer_that_is_stored_is_given_again_though_its_version_has_passed() {
        Header key = new Header("Idempotency-Key", UUID.randomUUID().toString());
        Header match = new Header("If-Match", "\"3\"");
        Response first = deposit(key, match);
        first.then().statusCode(200);
        deposit();

        Response again = deposit(key, match);
        again.then().statusCode(200).header("Idempotent-Replayed", "true");
        assertEquals(first.asString(), again.asString());
    }

    @Test
    void a_version_that_does_not_match_is_no_answer_that_is_stored() {
        Header key = new Header("Idempotency-Key", UUID.randomUUID().toString());
        deposit(key, new Header("If-Match", "\"2\"")).then().statusCode(412);
        deposit(key, new Header("If-Match", "\"3\""))
                .then()
                .statusCode(200)
                .header("Idempotent-Replayed", nullValue());
    }

    @Test
    void the_version_is_compared_before_the_rules_and_after_the_form() {
        Header old = new Header("If-Match", "\"1\"");
        post("/withdrawals", 1000, old).then().statusCode(412);
        post("/withdrawals", 1000, new Header("If-Match", "\"3\"")).then().statusCode(422);
        post("/withdrawals", -1, old).then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"3\"",
                "W/\"3\"",
                "\"1\", \"3\"",
                "\"1\",W/\"3\"",
                "*",
                ",\"3\"",
                "\"a,b\", \"3\""
            })
    void what_the_client_has_already_is_not_sent_again(String tags) {
        for (String view : List.of("", "/balance", "?version=3")) {
            read(view, new Header("If-None-Match", tags))
                    .then()
                    .statusCode(304)
                    .header("ETag", "\"3\"")
                    .header("Projection-Position", matchesPattern("\\d+"))
                    .header("Content-Type", nullValue())
                    .body(equalTo(""));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"13\"", "\"2\", W/\"4\"", "3", "\"3", "x\"3\"", "\"1\" \"3\"", "\"a,3\""})
    void what_the_client_does_not_have_is_sent(String tags) {
        read("", new Header("If-None-Match", tags))
                .then()
                .statusCode(200)
                .header("ETag", "\"3\"")
                .body("version", equalTo(3));
    }

    @Test
    void a_read_of_another_version_than_the_expected_one_is_refused() {
        read("", new Header("If-Match", "\"2\", W/\"3\""))
                .then()
                .statusCode(412)
                .header("ETag", "\"3\"");
        read("/balance", new Header("If-Match", "\"3\"")).then().statusCode(200);
        read("", new Header("If-Match", "*"), new Header("If-None-Match", "\"3\""))
                .then()
                .statusCode(304);
        read("", new Header("If-Match", "\"2\""), new Header("If-None-Match", "\"3\""))
                .then()
                .statusCode(412);
    }

    private Response deposit(Header... headers) {
        return post("/deposits", 1, headers);
    }

    private Response post(String action, int amount, Header... headers) {
        return given().headers(new Headers(headers))
                .contentType(ContentType.JSON)
                .body("{\"amount\":" + amount + ",\"currency\":\"USD\",\"transactionId\":\"t\"}")
                .post("/api/accounts/" + account + action);
    }

    private Response read(String view, Header... headers) {
        Stream<Header> all =
                Stream.concat(
                        Stream.of(headers), Stream.of(new Header("Min-Position", "" + position)));
        return given().headers(new Headers(all.toList())).get("/api/accounts/" + account + view);
    }

    private static void open(String id) {
        given().contentType(ContentType.JSON)
                .body("{\"accountId\":\"" + id + "\",\"ownerId\":\"o\",\"currency\":\"USD\"}")
                .post("/api/accounts")
                .then()
                .statusCode(201);
    }
}
