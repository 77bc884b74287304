package dev.daybook.transfers;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.engine.feed.EventAwaiter;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Transfers over HTTP, from the request to either end. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class TransferResourceTest {

    @Inject EventAwaiter endings;

    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String a = "a-" + run;
    private final String b = "b-" + run;

    @Test
    void money_goes_from_one_account_to_the_other() {
        open(a, "USD", 100);
        open(b, "USD", 0);
        Response answer = transfer("t-" + run, a, b, 30, "USD");
        answer.then()
                .statusCode(201)
                .header("Location", "/api/transfers/t-" + run)
                .header("ETag", "\"3\"")
                .body("transferId", equalTo("t-" + run), "status", equalTo("COMPLETED"))
                .body("version", equalTo(3));

        read("/api/transfers/t-" + run, answer)
                .then()
                .statusCode(200)
                .body("status", equalTo("COMPLETED"), "failure", nullValue())
                .body("sourceAccountId", equalTo(a), "destinationAccountId", equalTo(b))
                .body("amount", equalTo(30), "currency", equalTo("USD"), "version", equalTo(3));
        assertEquals(70, balance(a, answer));
        assertEquals(30, balance(b, answer));
        read("/api/accounts/" + a + "/history", answer)
                .then()
                .body("entries[0].eventType", equalTo("TransferSent"))
                .body("entries[0].transferId", equalTo("t-" + run))
                .body("entries[0].counterparty", equalTo(b), "entries[0].amount", equalTo(30));
        read("/api/accounts/" + b + "/history", answer)
                .then()
                .body("entries[0].eventType", equalTo("TransferReceived"))
                .body("entries[0].transferId", equalTo("t-" + run))
                .body("entries[0].counterparty", equalTo(a));
    }

    @Test
    void a_transfer_fails_where_the_source_does_not_give() {
        open(a, "USD", 10);
        open(b, "USD", 0);
        assertFails(transfer("t1-" + run, a, b, 11, "USD"), 2, 422, "insufficient-funds");
        assertFails(transfer("t2-" + run, a, b, 1, "EUR"), 2, 422, "currency-mismatch");
        assertFails(transfer("t3-" + run, "none-" + run, b, 1, "USD"), 2, 404, "no-such-account");
        tell(a, "freeze");
        assertFails(transfer("t4-" + run, a, b, 1, "USD"), 2, 409, "account-frozen");
    }

    @Test
    void a_transfer_fails_and_the_source_is_made_whole_where_the_destination_does_not_take() {
        open(a, "USD", 10);
        open(b, "USD", 0);
        open("e-" + run, "EUR", 0);
        assertFails(transfer("t1-" + run, a, "none-" + run, 4, "USD"), 4, 404, "no-such-account");
        assertFails(transfer("t2-" + run, a, "e-" + run, 4, "USD"), 4, 422, "currency-mismatch");
        tell(b, "freeze");
        assertFails(transfer("t3-" + run, a, b, 4, "USD"), 4, 409, "account-frozen");
        tell(b, "unfreeze");
        tell(b, "close");
        Response last = transfer("t4-" + run, a, b, 4, "USD");
        assertFails(last, 4, 409, "account-closed");

        assertEquals(10, balance(a, last));
        read("/api/accounts/" + a + "/history?limit=2", last)
                .then()
                .body("entries.eventType", contains("TransferReturned", "TransferSent"))
                .body("entries.transferId", contains("t4-" + run, "t4-" + run));
    }

    @Test
    void source_and_destination_are_two_accounts() {
        open(a, "USD", 10);
        transfer("t-" + run, a, a, 1, "USD")
                .then()
                .statusCode(422)
                .body("code", equalTo("same-account"));
    }

    @Test
    void one_id_is_one_transfer() {
        open(a, "USD", 10);
        open(b, "USD", 0);
        transfer("t-" + run, a, b, 1, "USD").then().statusCode(201);
        Response second = transfer("t-" + run, a, b, 1, "USD");
        second.then().statusCode(409).body("code", equalTo("transfer-exists"));
        awaitBalance(a, 9);
    }

    @Test
    void one_key_is_one_transfer_however_often_it_is_sent() {
        open(a, "USD", 10);
        open(b, "USD", 0);
        Response first = keyed("k-" + run, 1);
        Response again = keyed("k-" + run, 1);
        first.then().statusCode(201);
        again.then().statusCode(201).header("Idempotent-Replayed", "true");
        assertEquals(first.body().asString(), again.body().asString());
        keyed("k-" + run, 2).then().statusCode(422).body("code", equalTo("idempotency-key-reused"));
        awaitBalance(a, 9);
    }

    @Test
    void who_does_not_wait_is_told_where_to_look() {
        open(a, "USD", 10);
        open(b, "USD", 0);
        Response answer =
                json().header("Prefer", "wait=0")
                        .body(order("t-" + run, a, b, 1, "USD"))
                        .post("/api/transfers");
        answer.then()
                .statusCode(202)
                .header("Location", "/api/transfers/t-" + run)
                .body("status", equalTo("REQUESTED"), "version", equalTo(1));
        Wait.until(
                        () -> given().get("/api/transfers/t-" + run),
                        found -> "COMPLETED".equals(found.path("status")))
                .then()
                .statusCode(200);
    }

    @Test
    void for_a_request_that_is_refused_nobody_waits() {
        json().header("Idempotency-Key", "no key")
                .body(order("t-" + run, a, b, 1, "USD"))
                .post("/api/transfers")
                .then()
                .statusCode(400);
        Wait.until("nobody is waited for", () -> endings.waiting() == 0);
    }

    @Test
    void a_client_that_hangs_up_has_started_its_transfer_all_the_same() throws IOException {
        open(a, "USD", 10);
        open(b, "USD", 0);
        byte[] request =
                RawHttp.post(
                                "/api/transfers",
                                new JsonObject(order("t-" + run, a, b, 1, "USD")).encode())
                        .with("Prefer: wait=30")
                        .bytes();
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream().write(request);
        }
        Wait.until(
                        () -> given().get("/api/transfers/t-" + run),
                        found -> "COMPLETED".equals(found.path("status")))
                .then()
                .statusCode(200);
        awaitBalance(a, 9);
        Wait.until("nobody is waited for", () -> endings.waiting() == 0);
    }

    @Test
    void many_transfers_in_both_directions_and_in_a_ring_leave_the_sum_as_it_was() {
        String c = "c-" + run;
        Stream.of(a, b, c).forEach(id -> open(id, "USD", 50));
        List<CompletableFuture<Response>> sent =
                Stream.iterate(0, n -> n + 1)
                        .limit(60)
                        .map(
                                n ->
                                        CompletableFuture.supplyAsync(
                                                () ->
                                                        switch (n % 4) {
                                                            case 0 -> anyId(a, b);
                                                            case 1 -> anyId(b, a);
                                                            case 2 -> anyId(b, c);
                                                            default -> anyId(c, a);
                                                        }))
                        .toList();
        sent.forEach(each -> Wait.answerOf(each).then().statusCode(201));
        Wait.until("the sum is what it was", () -> now(a) + now(b) + now(c) == 150);
        given().get("/api/admin/integrity").then().statusCode(200).body("sound", equalTo(true));
    }

    @Test
    void transfers_are_listed_by_account_and_status() {
        open(a, "USD", 10);
        open(b, "USD", 10);
        transfer("t1-" + run, a, b, 1, "USD");
        transfer("t2-" + run, b, a, 1, "USD");
        Response last = transfer("t3-" + run, a, b, 100, "USD");
        read("/api/transfers?accountId=" + a, last)
                .then()
                .body("items.transferId", contains("t1-" + run, "t2-" + run, "t3-" + run));
        read("/api/transfers?accountId=" + a + "&status=FAILED", last)
                .then()
                .body("items.transferId", contains("t3-" + run))
                .body("items.failure.code", hasItem("insufficient-funds"));
        Response page = read("/api/transfers?limit=2&accountId=" + b, last);
        page.then().body("items", hasSize(2));
        given().get("/api/transfers?limit=2&accountId=" + b + "&cursor=" + page.path("nextCursor"))
                .then()
                .body("items.transferId", contains("t3-" + run), "nextCursor", nullValue());
    }

    @Test
    void the_books_are_sound() {
        open(a, "USD", 10);
        open(b, "USD", 0);
        transfer("t-" + run, a, b, 7, "USD").then().statusCode(201);
        Response report = given().get("/api/admin/integrity");
        report.then()
                .statusCode(200)
                .body("sound", equalTo(true), "faults", hasSize(0))
                .body("currencies.balanced", hasItem(true));
    }

    private Response keyed(String key, int amount) {
        return json().header("Idempotency-Key", key)
                .body(
                        Map.of(
                                "sourceAccountId", a,
                                "destinationAccountId", b,
                                "amount", amount,
                                "currency", "USD"))
                .post("/api/transfers");
    }

    private Response anyId(String source, String destination) {
        return json().header("Prefer", "wait=30")
                .body(
                        Map.of(
                                "sourceAccountId",
                                source,
                                "destinationAccountId",
                                destination,
                                "amount",
                                1,
                                "currency",
                                "USD"))
                .post("/api/transfers");
    }

    private static void assertFails(Response answer, int version, int status, String code) {
        answer.then()
                .statusCode(201)
                .body("status", equalTo("FAILED"), "version", equalTo(version));
        read("/api/transfers/" + answer.path("transferId"), answer)
                .then()
                .statusCode(200)
                .body("status", equalTo("FAILED"), "failure.code", equalTo(code))
                .body("failure.status", equalTo(status))
                .body("failure.type", equalTo("/problems/" + code));
    }

    private static Response transfer(
            String id, String source, String destination, long amount, String currency) {
        return json().header("Prefer", "wait=30")
                .body(order(id, source, destination, amount, currency))
                .post("/api/transfers");
    }

    private static Map<String, Object> order(
            String id, String source, String destination, long amount, String currency) {
        return Map.of(
                "transferId", id,
                "sourceAccountId", source,
                "destinationAccountId", destination,
                "amount", amount,
                "currency", currency);
    }

    private static void open(String id, String currency, long amount) {
        json().body(Map.of("accountId", id, "ownerId", "o", "currency", currency))
                .post("/api/accounts")
                .then()
                .statusCode(201);
        if (amount > 0) {
            json().body(Map.of("amount", amount, "currency", currency, "transactionId", "t"))
                    .post("/api/accounts/" + id + "/deposits")
                    .then()
                    .statusCode(200);
        }
    }

    private static void tell(String id, String verb) {
        json().body(Map.of("reason", "test"))
                .post("/api/accounts/" + id + "/" + verb)
                .then()
                .statusCode(200);
    }

    /** What stands there once everything up to the answer's event is projected. */
    private static Response read(String path, Response after) {
        return given().header("Min-Position", after.header("Event-Position")).get(path);
    }

    private static int balance(String id, Response after) {
        return read("/api/accounts/" + id + "/balance", after).path("balance");
    }

    /** Nothing while the account is not projected yet. */
    private static int now(String id) {
        Integer balance = given().get("/api/accounts/" + id + "/balance").path("balance");
        return balance == null ? 0 : balance;
    }

    private static void awaitBalance(String id, int balance) {
        Wait.until("the balance is " + balance, () -> now(id) == balance);
    }

    private static RequestSpecification json() {
        return given().contentType(ContentType.JSON);
    }
}
