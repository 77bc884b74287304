package dev.daybook.web;

import static dev.daybook.support.ProblemAssertions.assertRefused;
import static dev.daybook.support.ProblemAssertions.faults;
import static dev.daybook.support.RawHttp.get;
import static dev.daybook.support.RawHttp.post;
import static dev.daybook.support.RawHttp.postInChunks;
import static dev.daybook.support.RawHttp.request;
import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.store.EventStore;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp;
import dev.daybook.support.RawHttp.Answer;
import dev.daybook.support.RawHttp.Request;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no route has to look at is refused before, with a problem document all the same. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class AdmissionTest {

    private static final String ACCOUNTS = "/api/accounts";
    private static final String OPEN = "{\"ownerId\":\"o\",\"currency\":\"USD\"}";
    private static final String BIG = "a".repeat(3_000_000);

    @Inject EventStore store;

    static Stream<Arguments> addresses() {
        return Stream.of(
                arguments("/api/accounts/%zz", 400, "malformed-address"),
                arguments("/api/accounts/%4", 400, "malformed-address"),
                arguments("/api/accounts?ownerId=%", 400, "malformed-address"),
                arguments("/api/accounts?ownerId=a|b", 400, "malformed-address"),
                arguments("/api/accounts/%ff", 400, "malformed-address"),
                arguments("/api/accounts/%c0%af", 400, "malformed-address"),
                arguments("/api/accounts?ownerId=%ff", 400, "malformed-address"),
                arguments("/api/properties?q=%ed%a0%80", 400, "malformed-address"),
                arguments("/api/properties?q=%c3", 400, "malformed-address"),
                arguments("/api/properties?%ff=x", 400, "malformed-address"),
                arguments("/nowhere/%ff", 400, "malformed-address"),
                arguments("/nowhere/%c3%a9", 404, "not-found"),
                arguments("/api/accounts/a[b]", 400, "malformed-address"),
                arguments("/api/accounts/a\\b", 400, "malformed-address"),
                arguments("/api/accounts/a#b", 400, "malformed-address"),
                arguments("/api/accounts/\u00e9", 400, "malformed-address"),
                arguments("%zz", 400, "malformed-address"),
                arguments("%2e//%/api", 400, "malformed-address"),
                arguments("api/accounts", 404, "not-found"),
                arguments("*", 404, "not-found"),
                arguments("//api/accounts/x", 404, "not-found"),
                arguments("/api//accounts/x", 404, "not-found"),
                arguments("/api/./accounts/x", 404, "not-found"),
                arguments("/api/accounts/x://balance", 404, "not-found"),
                arguments("/api/accounts/x/../y", 404, "not-found"),
                arguments("/api/accounts/x/%2E%2e/y", 404, "not-found"),
                arguments("/api/accounts/x;a=b", 404, "not-found"),
                arguments("/api;a=b/accounts/x", 404, "not-found"),
                arguments("/api/accounts/..x", 404, "no-such-account"),
                arguments("/api/accounts/" + "a".repeat(8_200), 414, "address-too-long"),
                arguments("/api/accounts?x=" + "a".repeat(60_000), 414, "address-too-long"));
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                arguments("Idempotency-Key: a, Idempotency-Key: b", "repeated-header"),
                arguments("idempotency-key: a, IDEMPOTENCY-KEY: a", "repeated-header"),
                arguments("X-User-Id: a, X-User-Id: b", "repeated-header"),
                arguments("X-Correlation-Id: a, X-Correlation-Id: b", "repeated-header"),
                arguments("traceparent: a, traceparent: b", "repeated-header"),
                arguments("Content-Type: text/plain", "repeated-header"),
                arguments("Host: localhost, Host: localhost", "repeated-header"),
                arguments("Origin: http://localhost, Origin: null", "repeated-header"),
                arguments("Sec-Fetch-Site: none, Sec-Fetch-Site: none", "repeated-header"),
                arguments("Idempotency-Key:", "blank"),
                arguments("X-User-Id: \t", "blank"),
                arguments("X-User-Id: \u00e9", "invalid-character"),
                arguments("X-Correlation-Id: \u4e2d", "invalid-character"));
    }

    static Stream<Arguments> bodiesOfAnotherKind() {
        byte[] utf16 = OPEN.getBytes(UTF_16);
        return Stream.of(
                arguments(post(ACCOUNTS, OPEN).with("Content-Encoding: gzip")),
                arguments(post(ACCOUNTS, utf16).replacing(json("charset=utf-16"))),
                arguments(post(ACCOUNTS, OPEN).replacing(json("charset=iso-8859-1"))),
                arguments(post(ACCOUNTS, OPEN).replacing(json("charset=nonsense"))),
                arguments(post(ACCOUNTS, OPEN).replacing("Content-Type: */*")),
                arguments(post(ACCOUNTS, OPEN).replacing("Content-Type: application/*")),
                arguments(post(ACCOUNTS, OPEN).replacing("Content-Type: application/x+json")));
    }

    static Stream<Arguments> bigBodiesThatNobodyReads() {
        return Stream.of(
                arguments(post("/api/nope", BIG), 404, "not-found"),
                arguments(post("/api//nope", BIG), 404, "not-found"),
                arguments(post("/health", BIG), 405, "method-not-allowed"),
                arguments(post(ACCOUNTS, BIG).with("Accept: a/b"), 406, "not-acceptable"),
                arguments(
                        post(ACCOUNTS, BIG).with("Host: localhost").with("Host: localhost"),
                        400,
                        "invalid-request"),
                arguments(post("/health", BIG).as("GET"), 400, "unexpected-body"),
                arguments(post(ACCOUNTS, BIG).as("OPTIONS"), 400, "unexpected-body"),
                arguments(postInChunks("/api/nope", BIG, 50_000), 404, "not-found"));
    }

    @Test
    void an_address_that_begins_with_its_query_is_refused_with_a_whole_document() {
        assertRefused(store, post("?a=1", OPEN), 400, "bad-request");
    }

    @Test
    void at_most_a_hundred_faults_are_named_and_all_are_counted() {
        String fields =
                IntStream.range(0, 1000)
                        .mapToObj(number -> "\"field%d\":1".formatted(number))
                        .collect(Collectors.joining(","));
        String body = "{\"ownerId\":\"o\",\"currency\":\"USD\"," + fields + "}";
        JsonNode problem = assertRefused(store, post(ACCOUNTS, body), 400, "invalid-request");
        assertEquals(100, problem.path("errors").size());
        assertEquals("The request has 1000 faults.", problem.path("detail").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "TRACE", "OPTIONS"})
    void metrics_are_answered_whatever_is_accepted(String method) {
        Answer answer = request(method, "/q/metrics").with("Accept: a/b/c;;;q=z").send();
        assertEquals(200, answer.status());
    }

    /** It would end the connection, which HTTP/2 shares among requests. */
    @Test
    void a_client_that_would_rather_speak_http_2_is_refused_like_any_other() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            URI address = URI.create("http://localhost:" + RestAssured.port + "/health");
            assertEquals(
                    200,
                    client.send(HttpRequest.newBuilder(address).build(), ofString()).statusCode());
            HttpRequest refused =
                    HttpRequest.newBuilder(address)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(OPEN))
                            .build();
            HttpResponse<String> answer = client.send(refused, ofString());
            assertEquals(HttpClient.Version.HTTP_1_1, answer.version());
            assertEquals(405, answer.statusCode());
            assertTrue(answer.body().contains("method-not-allowed"), answer::body);
        }
    }

    /** What waits for its bytes waits on no thread: otherwise these would be all there are. */
    @Test
    void bodies_that_do_not_come_keep_nobody_else_waiting() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int number = 0; number < 300; number++) {
                Socket socket = new Socket("localhost", RestAssured.port);
                slow.add(socket);
                socket.getOutputStream()
                        .write(
                                ("POST /api/accounts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                                + "Content-Length: 1000000\r\n\r\n"
                                                + " ".repeat(20_000))
                                        .getBytes(UTF_8));
            }
            assertEquals(200, get("/health").send().status());
            assertEquals(200, get("/q/health/ready").send().status());
            assertRefused(store, post(ACCOUNTS, " ".repeat(20_000)), 400, "malformed-json");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void an_address_is_a_uri_and_written_in_one_way(String address, int status, String code) {
        assertRefused(store, get(address), status, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/accounts/y/../x", "/api//accounts/x", "/api/accounts/x;a=b"})
    void the_address_that_a_proxy_sends_is_no_way_around_that(String path) {
        Answer answer = get("http://a" + path).send();
        assertEquals(404, answer.status());
        assertTrue(answer.body().contains("\"code\":\"not-found\""), answer::body);
    }

    @ParameterizedTest
    @MethodSource("headers")
    void a_header_that_matters_stands_there_once_and_says_something(String lines, String code) {
        Request request = post(ACCOUNTS, OPEN);
        for (String line : lines.split(", (?=[A-Za-z-]+:)")) {
            request = request.with(line);
        }
        String name = request.headers().getLast().split(":")[0];
        List<String> faults = faults(assertRefused(store, request, 400, "invalid-request"));
        assertEquals((name + " " + code).toLowerCase(), faults.getFirst().toLowerCase());
        assertEquals(1, faults.size());
    }

    @ParameterizedTest
    @MethodSource("bodiesOfAnotherKind")
    void a_body_is_json_in_utf_8_as_it_is(Request request) {
        assertRefused(store, request, 415, "unsupported-media-type");
    }

    @ParameterizedTest
    @MethodSource("bigBodiesThatNobodyReads")
    void a_big_body_that_nobody_reads_holds_nothing_up(Request request, int status, String code) {
        assertRefused(store, request, status, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, chunked", "identity"})
    void another_transfer_coding_is_refused(String coding) {
        Request request =
                postInChunks(ACCOUNTS, OPEN, 10).replacing("Transfer-Encoding: " + coding);
        assertEquals(
                List.of("Transfer-Encoding unsupported-coding"),
                faults(assertRefused(store, request, 400, "invalid-request")));
    }

    @Test
    void headers_of_more_than_20_kib_are_refused() {
        Request request = get("/health").with("X-Long: " + "x".repeat(20_500));
        assertRefused(store, request, 431, "headers-too-large");
        assertEquals(200, get("/health").with("X-Long: " + "x".repeat(20_000)).send().status());
    }

    @Test
    void an_expectation_is_met_or_refused() {
        Request request = post(ACCOUNTS, OPEN).with("Expect: 100-continue");
        Answer answer = request.send();
        assertEquals(100, answer.status());
        assertEquals(true, answer.body().startsWith("HTTP/1.1 201"), answer::toString);
        Request other = post(ACCOUNTS, OPEN).with("Expect: miracles");
        assertRefused(store, other, 417, "expectation-failed");
    }

    @Test
    void a_request_without_a_host_is_a_problem_too() {
        Answer answer =
                RawHttp.send("GET /health HTTP/1.1\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
        assertEquals(400, answer.status());
        assertEquals("application/problem+json", answer.header("Content-Type").orElseThrow());
        assertEquals(true, answer.header("Request-Id").isPresent());
    }

    @Test
    void a_connection_goes_on_behind_a_refused_address() {
        String good = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String bad = "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String last = good.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
        Answer answer = RawHttp.send((good + bad + last).getBytes(UTF_8));
        assertEquals(3, (answer.status() + answer.body()).split("HTTP/1.1 ").length);
        assertEquals(true, answer.body().endsWith("{\"status\":\"ok\"}"), answer::toString);
    }

    @Test
    void what_accounts_are_called_can_stand_in_an_address() {
        for (String id : List.of(".", "..")) {
            String body = OPEN.replace("{", "{\"accountId\":\"" + id + "\",");
            assertEquals(
                    List.of("#/accountId invalid-id"),
                    faults(assertRefused(store, post(ACCOUNTS, body), 400, "invalid-request")));
        }
    }

    @Test
    void options_and_trace_are_answered() {
        assertEquals(200, request("OPTIONS", ACCOUNTS).send().status());
        assertRefused(store, request("TRACE", ACCOUNTS), 405, "method-not-allowed");
    }

    private static String json(String parameter) {
        return "Content-Type: application/json; " + parameter;
    }
}
