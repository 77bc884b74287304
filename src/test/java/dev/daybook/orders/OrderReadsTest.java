package dev.daybook.orders;

import static dev.daybook.orders.Order.ORDER;
import static dev.daybook.orders.OrderClient.*;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.engine.Engine;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.engine.projection.ProjectionAudit.Comparison;
import dev.daybook.support.Caller;
import dev.daybook.support.OrderHistories;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.Seeds;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What orders have in common with everything else: users, keys, versions, the past and lists. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class OrderReadsTest {

    private final String id = newId();
    private final String path = "/api/orders/" + id;
    private final String customer = customerOf(id);

    @Inject Commands commands;
    @Inject Engine engine;

    @Test
    void the_order_as_it_was_before_the_item_was_removed_and_who_removed_it() {
        json().header("X-User-Id", "ada").body(order(id)).post("/api/orders");
        json().header("X-User-Id", "ada").body(TWO_CUPS).post(path + "/items");
        json().header("X-User-Id", "ada").body(ONE_POT).post(path + "/items");
        Response removed =
                given().header("X-User-Id", "mallory").delete(path + "/items/pot?quantity=1");
        removed.then().statusCode(200).body("version", equalTo(4));

        read(path, removed).then().body("total", equalTo(1000), "items", hasSize(1));
        Response trail = given().get("/api/streams/order/" + id + "/events?after=2");
        trail.then()
                .statusCode(200)
                .body("items.eventType", contains("ItemAdded", "ItemRemoved"))
                .body("items[1].payload.productId", equalTo("pot"))
                .body("items[1].payload.quantity", equalTo(1))
                .body("items.metadata.userId", contains("ada", "mallory"));
        given().get(path + "?version=3")
                .then()
                .statusCode(200)
                .header("ETag", "\"3\"")
                .body("items.productId", contains("cup", "pot"), "total", equalTo(3500))
                .body("version", equalTo(3));
        given().get(path + "?asOf=" + trail.path("items[1].recordedAt"))
                .then()
                .statusCode(200)
                .body("version", equalTo(4), "total", equalTo(1000));
        given().get(path + "?asOf=2020-01-01T00:00:00Z").then().statusCode(404);
        given().get(path + "?version=9").then().body("code", equalTo("no-such-version"));
    }

    @Test
    void who_is_named_in_the_body_is_the_user_unless_a_header_names_one() {
        post("/api/orders", with(order(id, TWO_CUPS), "userId", "grace"));
        assertEquals(List.of("grace", "grace", "grace"), users(id));
        json().header("X-User-Id", "ada")
                .body(with(order(id + "-2"), "userId", "grace"))
                .post("/api/orders");
        assertEquals(List.of("ada"), users(id + "-2"));
        post("/api/orders", with(order(id + "-3"), "userId", "two words"))
                .then()
                .statusCode(400)
                .body("errors[0].pointer", equalTo("#/userId"));
    }

    @Test
    void one_key_takes_effect_once_for_each_user() {
        Map<String, Object> body = Map.of("customerId", customer, "currency", "EUR");
        Response first = keyed(with(body, "userId", "grace"));
        Response again = keyed(with(body, "userId", "grace"));
        assertEquals(first.<String>path("orderId"), again.path("orderId"));
        again.then().statusCode(201).header("Idempotent-Replayed", "true");
        keyed(with(with(body, "userId", "grace"), "currency", "USD"))
                .then()
                .statusCode(422)
                .body("code", equalTo("idempotency-key-reused"));
        keyed(with(body, "userId", "ada"))
                .then()
                .statusCode(201)
                .header("Idempotent-Replayed", nullValue());
    }

    @Test
    void an_item_is_removed_once_for_a_key_however_often_it_is_sent() {
        draft(id);
        post(path + "/items", TWO_CUPS);
        Response first =
                given().header("Idempotency-Key", "k").delete(path + "/items/cup?quantity=1");
        Response again =
                given().header("Idempotency-Key", "k").delete(path + "/items/cup?quantity=1");
        assertEquals(first.asString(), again.asString());
        again.then().statusCode(200).header("Idempotent-Replayed", "true");
        given().header("Idempotency-Key", "k")
                .delete(path + "/items/cup?quantity=2")
                .then()
                .statusCode(422)
                .body("code", equalTo("idempotency-key-reused"));
        read(path, first).then().body("items[0].quantity", equalTo(1));
    }

    @Test
    void a_write_on_another_version_than_the_expected_one_is_refused_with_the_current_one() {
        draft(id);
        post(path + "/items", TWO_CUPS);
        given().noContentType()
                .header("If-Match", "\"1\"")
                .post(path + "/place")
                .then()
                .statusCode(412)
                .header("ETag", "\"2\"")
                .body("code", equalTo("version-mismatch"));
        given().header("If-Match", "\"1\"").delete(path + "/items/cup").then().statusCode(412);
        given().noContentType()
                .header("If-Match", "\"2\"")
                .post(path + "/place")
                .then()
                .statusCode(200);
    }

    @Test
    void a_client_that_has_the_current_version_gets_it_no_second_time() {
        read(path, placed(id, TWO_CUPS));
        given().header("If-None-Match", "\"3\"")
                .get(path)
                .then()
                .statusCode(304)
                .header("ETag", "\"3\"")
                .body(equalTo(""));
    }

    @Test
    void orders_are_listed_by_customer_and_status_page_by_page() {
        for (int number = 1; number <= 4; number++) {
            placed(id + "-" + number, TWO_CUPS);
        }
        post("/api/orders/" + id + "-2/confirm");
        Response last = draft(id + "-5");
        read("/api/orders?customerId=" + customer, last)
                .then()
                .statusCode(200)
                .header("Projection-Position", matchesPattern("\\d+"))
                .body("items.orderId", contains(ids(1, 2, 3, 4, 5)))
                .body("items[0].items[0].productId", equalTo("cup"), "nextCursor", nullValue());
        read("/api/orders?customerId=" + customer + "&status=PLACED", last)
                .then()
                .body("items.orderId", contains(ids(1, 3, 4)));
        Response page = read("/api/orders?limit=3&customerId=" + customer, last);
        page.then()
                .header("Link", matchesPattern("<.*cursor=.*>; rel=\"next\""))
                .body("items.orderId", contains(ids(1, 2, 3)));
        String cursor = page.path("nextCursor");
        given().get("/api/orders?limit=3&customerId=" + customer + "&cursor=" + cursor)
                .then()
                .body("items.orderId", contains(ids(4, 5)), "nextCursor", nullValue());
        refused(
                given().get(
                                "/api/orders?status=PLACED&customerId="
                                        + customer
                                        + "&cursor="
                                        + cursor),
                400,
                "invalid-request");
    }

    @Test
    void orders_are_listed_for_whoever_handles_them_too() {
        placed(id + "-1", TWO_CUPS);
        placed(id + "-2", TWO_CUPS);
        post("/api/orders/" + id + "-2/confirm");
        Response last = draft(id + "-3");
        assertEquals(List.of(id + "-1"), allOfThisRun("/api/orders?limit=2&status=PLACED", last));
        assertEquals(List.of(ids(1, 2, 3)), allOfThisRun("/api/orders?limit=2", last));
        refused(given().get("/api/orders?status=SHIPPED"), 400, "invalid-request");
        refused(given().get("/api/orders?customerId=a%20b"), 400, "invalid-request");
        refused(given().get("/api/orders?colour=red"), 400, "invalid-request");
    }

    @Test
    void the_table_is_the_fold_of_the_log_and_so_is_every_order_at_its_last_version() {
        OrderHistories histories = new OrderHistories(Seeds.fresh("OrderReadsTest"));
        List<CompletableFuture<Outcome>> sent = new ArrayList<>();
        for (int number = 0; number < 2_000; number++) {
            sent.add(
                    commands.execute(
                                    ORDER,
                                    id + histories.id(20),
                                    histories.command(),
                                    Caller.plain())
                            .subscribeAsCompletionStage());
        }
        long last =
                Caller.answersOf(sent).stream()
                        .mapToLong(
                                outcome ->
                                        outcome instanceof Outcome.Accepted accepted
                                                ? accepted.position()
                                                : 0)
                        .max()
                        .orElseThrow();
        for (int number = 0; number < 20; number++) {
            String each = "/api/orders/" + id + "order-" + number;
            Response now = given().header("Min-Position", last).get(each);
            if (now.statusCode() == 200) {
                Response then = given().get(each + "?version=" + now.path("version"));
                assertEquals(now.asString(), then.asString());
            }
        }
        Comparison comparison = engine.projectionAudit().compare("order_summary");
        assertEquals(Optional.empty(), comparison.obstacle());
        assertEquals(List.of(), comparison.differences());
    }

    private Response keyed(Map<String, Object> body) {
        return json().header("Idempotency-Key", "k-" + id).body(body).post("/api/orders");
    }

    private static List<String> users(String orderId) {
        return given().get("/api/streams/order/" + orderId + "/events")
                .path("items.metadata.userId");
    }

    private String[] ids(int... numbers) {
        return IntStream.of(numbers).mapToObj(n -> id + "-" + n).toArray(String[]::new);
    }

    /** Other tests' orders are in such lists as well. */
    private List<String> allOfThisRun(String start, Response after) {
        List<String> found = new ArrayList<>();
        Response page = read(start, after);
        while (true) {
            found.addAll(page.path("items.orderId"));
            String cursor = page.path("nextCursor");
            if (cursor == null) {
                return found.stream().filter(each -> each.startsWith(id)).toList();
            }
            page = given().get(start + "&cursor=" + cursor);
        }
    }
}
