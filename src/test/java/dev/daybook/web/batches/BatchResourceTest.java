package dev.daybook.web.batches;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.joining;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.engine.pipeline.Commands;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.TestKeys;
import dev.daybook.support.TestKeys.Made;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each command of a batch is answered as by itself; or all of them are done, or none. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class BatchResourceTest {

    @Inject EventStore store;
    @Inject Commands commands;

    private final String a = id();
    private final String b = id();

    @Test
    void writes_of_several_modules_are_answered_in_order() {
        String order = id();
        batch(
                        open(a),
                        deposit(a, 100),
                        "{'path':'/api/orders','body':{'orderId':'%s','customerId':'c','currency':'USD'}}"
                                .formatted(order),
                        withdrawal(a, 30),
                        "{'path':'/api/orders/%s/items','body':{'productId':'p','quantity':2,'unitPriceCents':5}}"
                                .formatted(order),
                        "{'method':'DELETE','path':'/api/orders/%s/items/p?quantity=1'}"
                                .formatted(order))
                .then()
                .statusCode(200)
                .body("items.status", equalTo(List.of(201, 200, 201, 200, 200, 200)))
                .body("items[1].accountId", equalTo(a))
                .body("items[3].version", equalTo(3))
                .body("items[4].orderId", equalTo(order))
                .body("items[5].version", equalTo(3))
                .body("items.eventPosition", everyItem(notNullValue()))
                .body("items.position", everyItem(notNullValue()));
        assertEquals(70, balance(a));
    }

    @Test
    void what_one_command_does_wrong_is_answered_as_by_itself_and_disturbs_no_other() {
        Response answer =
                batch(
                        open(a),
                        withdrawal(a, 1),
                        "{'path':'/api/accounts/%s/deposits','body':{'amount':0,'currency':'USD'}}"
                                .formatted(a),
                        "{'path':'/api/nothing'}",
                        "{'method':'PUT','path':'/api/accounts/%s/deposits'}".formatted(a),
                        "{'path':'/api/keys','body':{'owner':'me','scopes':['accounts:read']}}",
                        deposit(a, 5));
        answer.then()
                .statusCode(200)
                .body("items.status", equalTo(List.of(201, 422, 400, 404, 405, 422, 200)))
                .body("items[1].problem.code", equalTo("insufficient-funds"))
                .body("items[1].problem.instance", equalTo("/api/accounts/" + a + "/withdrawals"))
                .body("items[1].problem.requestId", equalTo(answer.header("Request-Id")))
                .body("items[2].problem.errors.pointer", hasItems("#/amount", "#/transactionId"))
                .body("items[3].problem.code", equalTo("not-found"))
                .body("items[4].problem.code", equalTo("method-not-allowed"))
                .body("items[5].problem.code", equalTo("not-batchable"));
        assertEquals(5, balance(a));
    }

    @Test
    void each_command_has_its_own_key_and_version() {
        String keyed =
                "{'path':'/api/accounts/%s/deposits','idempotencyKey':'%s','body':%s}"
                        .formatted(a, id(), money(10));
        String expecting =
                "{'path':'/api/accounts/%s/deposits','ifMatch':'\\\"2\\\"','body':%s}"
                        .formatted(a, money(1));
        batch(open(a), keyed, keyed, expecting, expecting)
                .then()
                .body("items.status", equalTo(List.of(201, 200, 200, 200, 412)))
                .body("items.version", equalTo(java.util.Arrays.asList(1, 2, 2, 3, null)));
        batch(keyed).then().body("items[0].version", equalTo(2));
        assertEquals(11, balance(a));
    }

    @Test
    void a_key_is_the_same_inside_and_outside_of_a_batch() {
        String key = id();
        batch(open(a)).then().statusCode(200);
        given().contentType("application/json")
                .header("Idempotency-Key", key)
                .body(json(money(10)))
                .post("/api/accounts/{id}/deposits", a)
                .then()
                .statusCode(200);
        batch(
                        "{'path':'/api/accounts/%s/deposits','idempotencyKey':'%s','body':%s}"
                                .formatted(a, key, money(10)),
                        "{'path':'/api/accounts/%s/deposits','idempotencyKey':'%s','body':%s}"
                                .formatted(a, key, money(11)))
                .then()
                .body("items.status", equalTo(List.of(200, 422)))
                .body("items[1].problem.code", equalTo("idempotency-key-reused"));
        assertEquals(10, balance(a));
    }

    @Test
    void a_transfer_is_answered_when_it_has_come_to_its_end() {
        batch(
                        open(a),
                        open(b),
                        deposit(a, 50),
                        "{'path':'/api/transfers','body':{'sourceAccountId':'%s','destinationAccountId':'%s','amount':20,'currency':'USD'}}"
                                .formatted(a, b))
                .then()
                .body("items[3].status", equalTo(201))
                .body("items[3].resourceStatus", equalTo("COMPLETED"));
        assertEquals(20, balance(b));
    }

    @Test
    void an_atomic_batch_takes_effect_as_a_whole() {
        batch(open(a), open(b), deposit(a, 100)).then().statusCode(200);
        atomic(withdrawal(a, 60), deposit(b, 60))
                .then()
                .statusCode(200)
                .body("items.status", equalTo(List.of(200, 200)))
                .body("items.version", equalTo(List.of(3, 2)));
        assertEquals(40, balance(a));
        assertEquals(60, balance(b));
    }

    @Test
    void an_atomic_batch_that_is_refused_has_no_effect_and_says_which_command_it_was() {
        String key = id();
        batch(open(a), open(b), deposit(a, 10)).then().statusCode(200);
        String keyed =
                "{'path':'/api/accounts/%s/deposits','idempotencyKey':'%s','body':%s}"
                        .formatted(b, key, money(60));
        long before = head();
        atomic(keyed, withdrawal(a, 60))
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("code", equalTo("insufficient-funds"))
                .body("index", equalTo(1))
                .body("instance", equalTo("/api/batches"));
        assertEquals(List.of(), TestLog.doneSince(store, before));
        atomic(keyed).then().statusCode(200);
        assertEquals(60, balance(b));
    }

    @Test
    void an_atomic_batch_with_a_command_that_cannot_be_read_has_no_effect() {
        long before = head();
        atomic(open(a), "{'path':'/api/accounts/%s/deposits','body':{}}".formatted(a))
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-request"))
                .body("index", equalTo(1));
        atomic(open(a), "{'path':'/api/batches','body':{'commands':[]}}")
                .then()
                .statusCode(422)
                .body("code", equalTo("not-batchable"))
                .body("index", equalTo(1));
        assertEquals(List.of(), TestLog.doneSince(store, before));
    }

    @Test
    void an_atomic_batch_that_is_sent_again_is_answered_the_same() {
        batch(open(a), open(b), deposit(a, 10)).then().statusCode(200);
        String[] keyed = {
            "{'path':'/api/accounts/%s/withdrawals','idempotencyKey':'%s','body':%s}"
                    .formatted(a, id(), money(10)),
            "{'path':'/api/accounts/%s/deposits','idempotencyKey':'%s','body':%s}"
                    .formatted(b, id(), money(10))
        };
        List<Integer> first = atomic(keyed).then().statusCode(200).extract().path("items.position");
        atomic(keyed).then().statusCode(200).body("items.position", equalTo(first));
        assertEquals(10, balance(b));
    }

    @Test
    void a_thousand_commands_to_one_account_keep_their_order() {
        batch(open(a)).then().statusCode(200);
        String commands =
                IntStream.rangeClosed(1, 1000)
                        .mapToObj(
                                number ->
                                        number % 2 == 1
                                                ? deposit(a, number)
                                                : withdrawal(a, number - 1))
                        .collect(joining(","));
        send("{'commands':[" + commands + "]}")
                .then()
                .statusCode(200)
                .body("items", hasSize(1000))
                .body("items.status", everyItem(is(200)));
        assertEquals(0, balance(a));
    }

    @Test
    void what_is_no_batch_is_refused_as_a_whole() {
        String more = "{'path':'/api/nothing'},".repeat(1000) + "{'path':'/api/nothing'}";
        assertFault("{}", "#/commands", "missing");
        assertFault("{'commands':[]}", "#/commands", "missing");
        assertFault("{'commands':{}}", "#/commands", "wrong-type");
        assertFault("{'commands':[" + more + "]}", "#/commands", "too-many");
        assertFault("{'commands':[1]}", "#/commands/0", "wrong-type");
        assertFault("{'commands':[{'body':{}}]}", "#/commands/0/path", "missing");
        assertFault("{'commands':[{'path':'api'}]}", "#/commands/0/path", "invalid-path");
        assertFault(
                "{'commands':[{'path':'/api/../health'}]}", "#/commands/0/path", "invalid-path");
        assertFault(
                "{'commands':[{'path':'/api/x','method':'GET'}]}",
                "#/commands/0/method",
                "unknown-value");
        assertFault(
                "{'commands':[{'path':'/api/x','extra':1}]}",
                "#/commands/0/extra",
                "unknown-field");
        assertFault(
                "{'commands':[{'path':'/api/x','body':[]}]}", "#/commands/0/body", "wrong-type");
        assertFault("{'atomic':'yes','commands':[{'path':'/api/x'}]}", "#/atomic", "invalid-flag");
        assertFault(
                "{'atomic':true,'commands':[{'path':'/api/x','idempotencyKey':'k'},{'path':'/api/y','idempotencyKey':'k'}]}",
                "#/commands/1/idempotencyKey",
                "repeated-key");
    }

    @Test
    void a_key_of_the_whole_would_be_passed_over_and_is_refused() {
        given().contentType("application/json")
                .header("Idempotency-Key", "k")
                .body(json("{'commands':[" + open(a) + "]}"))
                .post("/api/batches")
                .then()
                .statusCode(400)
                .body("errors.parameter", equalTo(List.of("Idempotency-Key")));
    }

    @Test
    void a_batch_may_be_4_MiB_long_and_no_longer() {
        String path = "{'path':'/api/nothing','body':{'x':'" + "x".repeat(1 << 20) + "'}}";
        batch(path, path, path).then().statusCode(200).body("items.status", everyItem(is(404)));
        batch(path, path, path, path)
                .then()
                .statusCode(413)
                .body("code", equalTo("body-too-large"))
                .body("detail", equalTo("The body is larger than 4 MiB."));
    }

    @Test
    void events_tell_who_sent_the_batch_and_belong_together() {
        long before = head();
        given().contentType("application/json")
                .header("X-User-Id", "ada")
                .body(json("{'commands':[" + open(a) + "," + deposit(a, 1) + "]}"))
                .post("/api/batches")
                .then()
                .statusCode(200);
        List<JsonObject> metadata =
                TestLog.doneSince(store, before).stream()
                        .map(StoredEvent::metadata)
                        .map(JsonObject::new)
                        .toList();
        assertEquals(List.of("ada", "ada"), each(metadata, "userId"));
        assertEquals(1, each(metadata, "correlationId").stream().distinct().count());
        assertEquals(2, each(metadata, "commandId").stream().distinct().count());
    }

    @Test
    void scopes_are_looked_at_for_each_command() {
        Made key = new TestKeys(commands).make("app", "accounts:write");
        String order = "{'path':'/api/orders','body':{'customerId':'c','currency':'USD'}}";
        send(as(key), "{'commands':[" + open(a) + "," + order + "]}")
                .then()
                .statusCode(200)
                .body("items.status", equalTo(List.of(201, 403)));
        long before = head();
        send(as(key), "{'atomic':true,'commands':[" + open(b) + "," + order + "]}")
                .then()
                .statusCode(403)
                .body("index", equalTo(1));
        assertEquals(List.of(), TestLog.doneSince(store, before));
    }

    @Test
    void who_may_see_only_their_own_writes_only_their_own() {
        Made key = new TestKeys(commands).make("app", "accounts:write@ada");
        String own = open(a).replace("'owner'", "'ada'");
        send(as(key), "{'commands':[" + own + "," + deposit(a, 5) + "," + open(b) + "]}")
                .then()
                .statusCode(200)
                .body("items.status", equalTo(List.of(201, 200, 403)));
        batch(open(b)).then().body("items[0].status", equalTo(201));
        send(as(key), "{'commands':[" + deposit(b, 5) + "," + deposit(a, 5) + "]}")
                .then()
                .body("items.status", equalTo(List.of(404, 200)));
        String c = id();
        String another = open(c).replace("'owner'", "'ada'");
        send(as(key), "{'atomic':true,'commands':[" + another + "," + deposit(c, 5) + "]}")
                .then()
                .statusCode(200);
        send(as(key), "{'atomic':true,'commands':[" + deposit(c, 5) + "," + deposit(b, 5) + "]}")
                .then()
                .statusCode(404)
                .body("index", equalTo(1));
        assertEquals(5, balance(c));
    }

    @Test
    void a_batch_cannot_hold_another_one_nor_a_read() {
        batch("{'path':'/api/batches','body':{'commands':[]}}")
                .then()
                .body("items[0].problem.code", equalTo("not-batchable"));
        assertTrue(
                batch("{'path':'/health'}").statusCode() == 400,
                "only what is under /api is taken");
    }

    private static List<String> each(List<JsonObject> metadata, String name) {
        return metadata.stream().map(one -> one.getString(name)).toList();
    }

    private static void assertFault(String body, String pointer, String code) {
        send(body)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-request"))
                .body("errors.pointer", equalTo(List.of(pointer)))
                .body("errors.code", equalTo(List.of(code)));
    }

    private static Response batch(String... commands) {
        return send("{'commands':[" + String.join(",", commands) + "]}");
    }

    private static Response atomic(String... commands) {
        return send("{'atomic':true,'commands':[" + String.join(",", commands) + "]}");
    }

    private static Response send(String body) {
        return send(given(), body);
    }

    private static Response send(RequestSpecification request, String body) {
        return request.contentType("application/json").body(json(body)).post("/api/batches");
    }

    private static RequestSpecification as(Made key) {
        return given().header("Authorization", "Bearer " + key.key());
    }

    /** Written with apostrophes, which none of the texts here has. */
    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static String open(String account) {
        return "{'path':'/api/accounts','body':{'accountId':'%s','ownerId':'owner','currency':'USD'}}"
                .formatted(account);
    }

    private static String deposit(String account, int amount) {
        return "{'path':'/api/accounts/%s/deposits','body':%s}".formatted(account, money(amount));
    }

    private static String withdrawal(String account, int amount) {
        return "{'path':'/api/accounts/%s/withdrawals','body':%s}"
                .formatted(account, money(amount));
    }

    private static String money(int amount) {
        return "{'amount':%d,'currency':'USD','transactionId':'t'}".formatted(amount);
    }

    private int balance(String account) {
        return given().header("Min-Position", head())
                .get("/api/accounts/{id}", account)
                .then()
                .statusCode(200)
                .extract()
                .path("balance");
    }

    private long head() {
        return Wait.answerOf(store.head());
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }
}
