package dev.daybook.web;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.engine.Engine;
import dev.daybook.engine.subscription.Subscription;
import dev.daybook.store.EventStore;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A read shows what was just written, if it is told the position of the write. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class MinPositionTest {

    private static final int MANY = 300;

    @Inject EventStore store;
    @Inject Engine engine;
    @Inject Pool pool;

    private String account;

    @BeforeEach
    void open_an_account() {
        account = "fresh-" + UUID.randomUUID();
        post("/api/accounts", "{\"accountId\":\"%s\",\"ownerId\":\"%s\",\"currency\":\"USD\"}");
    }

    @Test
    void every_read_shows_the_write_whose_position_it_is_given() {
        for (int version = 2; version < 30; version += 4) {
            long position = deposit();
            get("", position).then().body("version", equalTo(version));
            position = deposit();
            get("/balance", position).then().body("version", equalTo(version + 1));
            position = deposit();
            get("/history", position).then().body("entries[0].streamVersion", equalTo(version + 2));
            position = deposit();
            Response list =
                    given().get("/api/accounts?ownerId=" + account + "&minPosition=" + position);
            fresh(list, position).then().body("items[0].version", equalTo(version + 3));
        }
    }

    @Test
    void a_read_of_the_past_waits_too() {
        long position = deposit();
        get("?version=1", position)
                .then()
                .statusCode(200)
                .header("Projection-Position", Long::valueOf, greaterThanOrEqualTo(position))
                .body("version", equalTo(1));
    }

    @Test
    void a_header_and_a_parameter_that_agree_are_one() {
        long position = deposit();
        Response answer =
                given().header("Min-Position", position)
                        .get("/api/accounts/" + account + "?minPosition=" + position);
        fresh(answer, position).then().body("version", equalTo(2));
    }

    @Test
    void what_does_not_come_in_time_is_told_with_how_far_the_projection_is() {
        long position = deposit();
        get("", position);
        long beyond = head() + 1000;
        for (String view : List.of("", "/balance", "/history", "?version=1")) {
            given().header("Min-Position", beyond)
                    .header("Prefer", "respond-async, wait=0")
                    .get("/api/accounts/" + account + view)
                    .then()
                    .statusCode(503)
                    .contentType("application/problem+json")
                    .header("Retry-After", "1")
                    .header("Projection-Position", Long::valueOf, greaterThanOrEqualTo(position))
                    .body("code", equalTo("projection-behind"));
        }
        assertEquals(0, waiting());
    }

    @Test
    void a_read_waits_five_seconds_where_its_sender_does_not_say() {
        long start = System.nanoTime();
        given().header("Min-Position", head() + 1000)
                .header("Prefer", "wait=soon, wait")
                .get("/api/accounts/" + account + "/history")
                .then()
                .statusCode(503);
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        assertTrue(millis >= 5000, "It waited for " + millis + " ms.");
    }

    @Test
    void many_waiting_reads_hold_no_thread_and_are_woken_together_by_the_write() {
        long next = head() + 1;
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            List<CompletableFuture<HttpResponse<String>>> reads =
                    IntStream.range(0, MANY).mapToObj(_ -> waitingRead(client, next)).toList();
            Wait.until("all wait", () -> waiting() == MANY);
            assertFalse(reads.stream().anyMatch(CompletableFuture::isDone));
            assertEquals(0, busyWorkers());

            assertEquals(next, deposit());
            for (CompletableFuture<HttpResponse<String>> read : reads) {
                HttpResponse<String> answer = Wait.answerOf(read);
                assertEquals(200, answer.statusCode(), answer::body);
                assertTrue(answer.body().contains("\"version\":2"), answer::body);
            }
        }
        assertEquals(0, waiting());
    }

    @Test
    void a_reader_that_hangs_up_is_forgotten() throws IOException {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            String request =
                    "GET /api/accounts/%s?minPosition=%d HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=30\r\n\r\n"
                            .formatted(account, head() + 1000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            Wait.until("it waits", () -> waiting() == 1);
        }
        Wait.until("nobody waits", () -> waiting() == 0);
    }

    @Test
    void a_read_waits_for_a_projection_that_cannot_go_on_until_it_can() {
        get("", deposit());
        execute("alter table account_summary rename to elsewhere");
        try (HttpClient client = HttpClient.newHttpClient()) {
            CompletableFuture<HttpResponse<String>> read = waitingRead(client, deposit());
            Wait.until("it says so", () -> summaries().failure().isPresent());
            Wait.until("it waits", () -> waiting() == 1);
            execute("alter table elsewhere rename to account_summary");

            HttpResponse<String> answer = Wait.answerOf(read);
            assertEquals(200, answer.statusCode(), answer::body);
            assertTrue(answer.body().contains("\"version\":3"), answer::body);
        }
    }

    private CompletableFuture<HttpResponse<String>> waitingRead(HttpClient client, long position) {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://localhost:%d/api/accounts/%s"
                                                .formatted(RestAssured.port, account)))
                        .header("Min-Position", String.valueOf(position))
                        .header("Prefer", "wait=30")
                        .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private Subscription summaries() {
        return engine.followers().subscriptions().stream()
                .filter(each -> each.name().equals("account_summary"))
                .findFirst()
                .orElseThrow();
    }

    private int waiting() {
        return summaries().progress().waiting();
    }

    private static long busyWorkers() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("executor-thread"))
                .filter(
                        thread ->
                                List.of(thread.getValue()).stream()
                                        .anyMatch(
                                                frame ->
                                                        frame.getClassName()
                                                                .startsWith("dev.daybook")))
                .count();
    }

    private void execute(String sql) {
        Wait.answerOf(pool.query(sql).execute());
    }

    private long head() {
        return Wait.answerOf(store.head());
    }

    private long deposit() {
        return post(
                "/api/accounts/%s/deposits".formatted(account),
                "{\"amount\":1,\"currency\":\"USD\",\"transactionId\":\"t\"}");
    }

    private long post(String path, String body) {
        Response answer =
                given().contentType(ContentType.JSON)
                        .body(body.formatted(account, account))
                        .post(path);
        return Long.parseLong(answer.header("Event-Position"));
    }

    private Response get(String view, long position) {
        Response answer =
                given().header("Min-Position", position)
                        .header("Prefer", "wait=30")
                        .get("/api/accounts/" + account + view);
        return fresh(answer, position);
    }

    private static Response fresh(Response answer, long position) {
        answer.then()
                .statusCode(200)
                .header("Projection-Position", Long::valueOf, greaterThanOrEqualTo(position));
        return answer;
    }
}
