package dev.daybook.web;

import static dev.daybook.support.ProblemAssertions.assertRefused;
import static dev.daybook.support.ProblemAssertions.faults;
import static dev.daybook.support.RawHttp.get;
import static dev.daybook.support.RawHttp.post;
import static dev.daybook.support.RawHttp.postInChunks;
import static dev.daybook.support.RawHttp.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.store.EventStore;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp.Answer;
import dev.daybook.support.RawHttp.Request;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches no endpoint, or bears no readable body, is answered with a problem document too. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class ProblemsTest {

    private static final String ACCOUNTS = "/api/accounts";
    private static final String ACCOUNT = ACCOUNTS + "/problems-1";
    private static final String OPEN = "{\"ownerId\":\"o\",\"currency\":\"USD\"}";
    private static final String MIB = "a".repeat(1 << 20);

    @Inject EventStore store;

    @BeforeEach
    void an_account_is_there() {
        String body = OPEN.replace("{", "{\"accountId\":\"problems-1\",");
        int status = post(ACCOUNTS, body).send().status();
        assertEquals(true, status == 201 || status == 409, "Status " + status);
    }

    static Stream<Arguments> requestsThatReachNoEndpoint() {
        return Stream.of(
                arguments(get("/"), 404, "not-found"),
                arguments(get("/api/nope"), 404, "not-found"),
                arguments(get(ACCOUNT + "/nope"), 404, "not-found"),
                arguments(get(ACCOUNTS + "/.."), 404, "not-found"),
                arguments(get(ACCOUNTS + "/%2e%2e/%2e%2e/etc"), 404, "not-found"),
                arguments(get(ACCOUNT).with("Accept: text/html"), 406, "not-acceptable"),
                arguments(get(ACCOUNT).with("Accept: ///"), 406, "not-acceptable"),
                arguments(get("/health").with("Accept: text/html"), 406, "not-acceptable"),
                arguments(post(ACCOUNTS, OPEN).with("Accept: text/csv"), 406, "not-acceptable"),
                arguments(typed("text/plain"), 415, "unsupported-media-type"),
                arguments(
                        typed("application/x-www-form-urlencoded"), 415, "unsupported-media-type"),
                arguments(typed("application/xml"), 415, "unsupported-media-type"),
                arguments(typed("///"), 415, "unsupported-media-type"));
    }

    static Stream<Arguments> bodiesThatAreNoJsonObject() {
        return Stream.of(
                        " ",
                        "null",
                        "[]",
                        "17",
                        "\"text\"",
                        "{",
                        "{\"ownerId\":\"o\",\"currency\":\"USD\"",
                        "{\"ownerId\":\"o\",\"currency\":\"USD\"}{}",
                        "{\"ownerId\":\"o\",\"currency\":\"USD\"} x",
                        "{\"ownerId\":\"o\",\"ownerId\":\"p\",\"currency\":\"USD\"}",
                        "{'ownerId':'o','currency':'USD'}",
                        "{ownerId:\"o\",currency:\"USD\"}",
                        "{\"ownerId\":\"o\",\"currency\":\"USD\",}",
                        "{\"ownerId\":\"o\",/* */\"currency\":\"USD\"}",
                        "{\"ownerId\":\"o\n\",\"currency\":\"USD\"}",
                        "{\"ownerId\":\"o\",\"currency\":NaN}",
                        "{\"ownerId\":" + "[".repeat(50) + "]".repeat(50) + "}",
                        "{\"ownerId\":" + "[".repeat(100_000),
                        "{\"ownerId\":" + "9".repeat(5000) + "}")
                .map(body -> arguments(post(ACCOUNTS, body)));
    }

    static Stream<Arguments> bodiesThatAreNotUtf8() {
        return Stream.of(
                arguments(latin("{\"reason\":\"\u00ff\"}")),
                arguments(latin("{\"reason\":\"\u00c3(\"}")),
                arguments(latin("{\"reason\":\"overlong \u00c0\u00af\"}")),
                arguments(latin("{\"reason\":\"half a pair \u00ed\u00a0\u0080\"}")),
                arguments(latin("{\"reason\":\"cut \u00e2\u0082\"}")),
                arguments(post(ACCOUNT + "/freeze", "{\"reason\":\"r\"}".getBytes(UTF_16LE))));
    }

    @ParameterizedTest
    @MethodSource("requestsThatReachNoEndpoint")
    void what_the_framework_refuses_is_a_problem_too(Request request, int status, String code) {
        refused(request, status, code);
    }

    @ParameterizedTest
    @MethodSource("bodiesThatAreNoJsonObject")
    void a_body_is_one_strict_json_object(Request request) {
        refused(request, 400, "malformed-json");
    }

    @Test
    void a_request_without_a_body_is_told_which_fields_it_lacks() {
        JsonNode problem = refused(post(ACCOUNTS, ""), 400, "invalid-request");
        assertEquals(
                List.of("#/ownerId", "#/currency"),
                problem.path("errors").findValuesAsText("pointer"));
    }

    @ParameterizedTest
    @MethodSource("bodiesThatAreNotUtf8")
    void a_body_is_in_utf_8(Request request) {
        refused(request, 400, "malformed-json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/balance", "/history"})
    void an_account_that_is_not_there_is_not_found(String view) {
        refused(get(ACCOUNTS + "/nobody" + view), 404, "no-such-account");
    }

    @Test
    void a_method_that_an_address_does_not_know_is_refused_with_those_that_it_knows() {
        assertEquals("GET, HEAD, POST", allowed(request("DELETE", ACCOUNTS)));
        assertEquals("GET, HEAD", allowed(post(ACCOUNT, "{}")));
        assertEquals("POST", allowed(get(ACCOUNT + "/deposits")));
        assertEquals("GET, HEAD", allowed(request("PATCH", "/health")));
        assertEquals("GET, HEAD", allowed(request("BREW", ACCOUNT)));
    }

    @Test
    void a_body_of_more_than_a_mebibyte_is_refused_with_and_without_its_length() {
        String body = "{\"ownerId\":\"" + MIB + "\"}";
        refused(post(ACCOUNTS, body), 413, "body-too-large");
        refused(postInChunks(ACCOUNTS, body, 50_000), 413, "body-too-large");
    }

    @Test
    void a_body_of_a_mebibyte_is_read() {
        String body = OPEN.replace("}", ",\"x\":\"\"}");
        String padded = body.replace("\"\"}", "\"" + MIB.substring(body.length()) + "\"}");
        assertEquals(1 << 20, padded.length());
        Request inChunks = postInChunks(ACCOUNTS, padded, 50_000);
        for (Request request : List.of(post(ACCOUNTS, padded), inChunks)) {
            assertEquals(
                    List.of("#/x unknown-field"), faults(refused(request, 400, "invalid-request")));
        }
    }

    @Test
    void head_answers_like_get_without_a_body() {
        assertEquals(new Head(200, "", true), head("/health"));
        assertEquals(new Head(404, "", true), head(ACCOUNTS + "/nobody"));
    }

    @Test
    void options_names_methods() {
        Answer answer = request("OPTIONS", ACCOUNTS).send();
        assertEquals(200, answer.status());
        assertEquals(true, answer.header("Allow").orElseThrow().contains("POST"));
    }

    static Stream<Arguments> whatIsNoHttp() {
        return Stream.of(
                arguments(get(ACCOUNTS + "/a b"), 400),
                arguments(get(ACCOUNT).with("No name: x"), 400),
                arguments(get(ACCOUNT).with("no colon"), 400),
                arguments(get(ACCOUNT).with("X-User-Id: a\0b"), 400),
                arguments(get(ACCOUNT).with("X-User-Id: a\u0001b"), 400),
                arguments(request("G@T", ACCOUNT), 400),
                arguments(post(ACCOUNTS, OPEN).with("Content-Length: 1"), 400),
                arguments(request("POST", ACCOUNTS).with("Content-Length: x"), 400),
                arguments(request("POST", ACCOUNTS).with("Content-Length: -1"), 400),
                arguments(get(ACCOUNTS + "/" + "a".repeat(70_000)), 414),
                arguments(get(ACCOUNT).with("X-Long: " + "a".repeat(70_000)), 431));
    }

    /** The server ends these by itself, before there is a request to have a problem with. */
    @ParameterizedTest
    @MethodSource("whatIsNoHttp")
    void what_is_no_http_gets_a_bare_status(Request request, int status) {
        Answer answer = request.send();
        assertEquals(status, answer.status());
        assertEquals("", answer.body());
    }

    private record Head(int status, String body, boolean hasRequestId) {}

    private static Head head(String path) {
        Answer answer = request("HEAD", path).send();
        return new Head(answer.status(), answer.body(), answer.header("Request-Id").isPresent());
    }

    private String allowed(Request request) {
        refused(request, 405, "method-not-allowed");
        return request.send().header("Allow").orElseThrow();
    }

    private JsonNode refused(Request request, int status, String code) {
        return assertRefused(store, request, status, code);
    }

    private static Request typed(String mediaType) {
        return new Request(
                "POST",
                ACCOUNTS,
                List.of("Content-Type: " + mediaType, "Content-Length: " + OPEN.length()),
                OPEN.getBytes(ISO_8859_1));
    }

    private static Request latin(String body) {
        return post(ACCOUNT + "/freeze", body.getBytes(ISO_8859_1));
    }
}
