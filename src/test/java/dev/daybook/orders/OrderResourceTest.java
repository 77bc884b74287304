package dev.daybook.orders;

import static dev.daybook.orders.Order.ORDER;
import static dev.daybook.orders.OrderClient.*;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.daybook.engine.pipeline.Commands;
import dev.daybook.support.Caller;
import dev.daybook.support.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders over HTTP, on a real PostgreSQL: what they do, and what they refuse. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class OrderResourceTest {

    private final String id = newId();
    private final String path = "/api/orders/" + id;
    private final String customer = customerOf(id);

    @Inject Commands commands;

    @Test
    void the_life_of_an_order_from_its_draft_to_its_confirmation() {
        draft(id)
                .then()
                .statusCode(201)
                .header("Location", path)
                .header("ETag", "\"1\"")
                .body("orderId", equalTo(id), "version", equalTo(1));
        post(path + "/items", TWO_CUPS).then().statusCode(200).header("ETag", "\"2\"");
        post(path + "/items", ONE_POT).then().statusCode(200).header("ETag", "\"3\"");
        post(path + "/items", item("cup", 1, 500)).then().statusCode(200).header("ETag", "\"4\"");
        Response removed = given().delete(path + "/items/pot");
        removed.then()
                .statusCode(200)
                .header("ETag", "\"5\"")
                .header("Event-Position", String.valueOf(removed.<Integer>path("position")))
                .body("orderId", equalTo(id), "version", equalTo(5));
        read(path, removed)
                .then()
                .statusCode(200)
                .header("ETag", "\"5\"")
                .header("Projection-Position", matchesPattern("\\d+"))
                .body("orderId", equalTo(id), "customerId", equalTo(customer))
                .body("currency", equalTo("EUR"), "status", equalTo("DRAFT"))
                .body("items.productId", contains("cup"), "items[0].quantity", equalTo(3))
                .body("items[0].unitPriceCents", equalTo(500), "total", equalTo(1500))
                .body("version", equalTo(5), "cancellationReason", nullValue())
                .body("createdAt", matchesPattern("20.*Z"), "updatedAt", matchesPattern("20.*Z"));
        tell("place").then().statusCode(200).header("ETag", "\"6\"");
        Response confirmed = tell("confirm");
        confirmed.then().statusCode(200).header("ETag", "\"7\"");
        read(path, confirmed).then().body("status", equalTo("CONFIRMED"), "total", equalTo(1500));
    }

    @Test
    void an_order_with_line_items_is_placed_at_once() {
        Response placed = placed(id, TWO_CUPS, ONE_POT);
        placed.then().statusCode(201).header("Location", path).body("version", equalTo(4));
        read(path, placed)
                .then()
                .body("status", equalTo("PLACED"), "total", equalTo(3500))
                .body("items.productId", contains("cup", "pot"));
        given().get("/api/streams/order/" + id + "/events")
                .then()
                .body(
                        "items.eventType",
                        contains("OrderCreated", "ItemAdded", "ItemAdded", "OrderPlaced"))
                .body("items[3].payload.total.amount", equalTo(3500));
    }

    @Test
    void an_order_gets_an_id_where_its_sender_has_none() {
        Response answer = post("/api/orders", Map.of("customerId", customer, "currency", "EUR"));
        answer.then()
                .statusCode(201)
                .header("Location", "/api/orders/" + answer.path("orderId"))
                .body("orderId", matchesPattern("[0-9a-f-]{36}"));
    }

    @Test
    void a_rule_that_refuses_has_a_code_of_its_own_and_changes_nothing() {
        draft(id);
        refused(tell("place"), 422, "order-empty");
        refused(tell("confirm"), 409, "order-not-placed");
        refused(given().delete(path + "/items/cup"), 404, "no-such-item");
        post(path + "/items", TWO_CUPS);
        refused(post(path + "/items", item("cup", 1, 501)), 422, "price-differs");
        refused(given().delete(path + "/items/cup?quantity=3"), 422, "not-enough-items");
        refused(post(path + "/items", item("cup", 999_999, 500)), 422, "quantity-limit-exceeded");
        refused(
                post(path + "/items", item("gem", 2, Long.MAX_VALUE)),
                422,
                "order-total-limit-exceeded");
        refused(draft(id), 409, "order-exists");
        given().get("/api/streams/order/" + id + "/events").then().body("items", hasSize(2));
    }

    @Test
    void an_order_of_too_many_products_is_refused() {
        draft(id);
        for (int product = 0; product < 500; product++) {
            commands.execute(
                            ORDER,
                            id,
                            new Order.Command.AddItem(new Order.Item("p-" + product, 1, 1)),
                            Caller.plain())
                    .await()
                    .indefinitely();
        }
        Response refused = post(path + "/items", TWO_CUPS);
        refused(refused, 422, "too-many-products");
        refused(placed(id + "-2", item("cup", 1, 500), item("cup", 1, 501)), 422, "price-differs");
        given().get(path + "-2").then().statusCode(404);
    }

    @Test
    void a_placed_order_is_changed_no_more() {
        placed(id, TWO_CUPS);
        refused(tell("place"), 409, "order-placed");
        refused(post(path + "/items", ONE_POT), 409, "order-placed");
        refused(given().delete(path + "/items/cup"), 409, "order-placed");
        tell("confirm").then().statusCode(200);
        refused(tell("confirm"), 409, "order-confirmed");
        refused(post(path + "/items", ONE_POT), 409, "order-confirmed");
    }

    @Test
    void an_order_is_cancelled_with_a_reason_and_not_twice() {
        draft(id);
        placed(id + "-2", TWO_CUPS);
        placed(id + "-3", TWO_CUPS);
        post("/api/orders/" + id + "-3/confirm");
        for (String each : List.of(id, id + "-2", id + "-3")) {
            Response cancelled = cancel(each);
            cancelled.then().statusCode(200);
            read("/api/orders/" + each, cancelled)
                    .then()
                    .body("status", equalTo("CANCELLED"))
                    .body("cancellationReason", equalTo("out of stock"));
            refused(cancel(each), 409, "order-cancelled");
        }
        refused(post(path + "/items", ONE_POT), 409, "order-cancelled");
        refused(tell("place"), 409, "order-cancelled");
    }

    @Test
    void nothing_happens_to_an_order_that_was_never_created() {
        refused(post(path + "/items", TWO_CUPS), 404, "no-such-order");
        refused(given().delete(path + "/items/cup"), 404, "no-such-order");
        refused(tell("place"), 404, "no-such-order");
        refused(tell("confirm"), 404, "no-such-order");
        refused(cancel(id), 404, "no-such-order");
        refused(given().get(path), 404, "no-such-order");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"currency\":\"EUR\"} | #/customerId missing",
                "{\"customerId\":\"c\",\"currency\":\"euro\"} | #/currency unknown-currency",
                "{\"customerId\":\"c\",\"currency\":\"EUR\",\"colour\":1} | #/colour unknown-field",
                "{\"customerId\":\"c\",\"currency\":\"EUR\",\"lineItems\":{}} | #/lineItems wrong-type",
                "{\"customerId\":\"c\",\"currency\":\"EUR\",\"lineItems\":[{\"productId\":\"p\",\"quantity\":0,\"unitPriceCents\":1}]} | #/lineItems/0/quantity out-of-range",
                "{\"customerId\":\"c\",\"currency\":\"EUR\",\"lineItems\":[{\"productId\":\"p\",\"quantity\":1000001,\"unitPriceCents\":1}]} | #/lineItems/0/quantity out-of-range",
                "{\"customerId\":\"c\",\"currency\":\"EUR\",\"lineItems\":[{\"productId\":\"p\",\"quantity\":1.5,\"unitPriceCents\":1}]} | #/lineItems/0/quantity out-of-range",
                "{\"customerId\":\"c\",\"currency\":\"EUR\",\"lineItems\":[{\"productId\":\"p\",\"quantity\":1,\"unitPriceCents\":0}]} | #/lineItems/0/unitPriceCents invalid-amount",
                "{\"customerId\":\"c\",\"currency\":\"EUR\",\"lineItems\":[{\"productId\":\"p\",\"quantity\":1,\"unitPriceCents\":9223372036854775808}]} | #/lineItems/0/unitPriceCents invalid-amount",
                "{\"customerId\":\"c\",\"currency\":\"EUR\",\"lineItems\":[{\"quantity\":1,\"unitPriceCents\":1}]} | #/lineItems/0/productId missing",
            })
    void an_order_that_is_malformed_is_refused_with_the_place_of_the_fault(
            String body, String fault) {
        json().body(body)
                .post("/api/orders")
                .then()
                .statusCode(400)
                .body("errors.collect { it.pointer + ' ' + it.code }", contains(fault));
    }

    @Test
    void a_request_has_at_most_a_hundred_line_items() {
        List<Map<String, Object>> items =
                IntStream.rangeClosed(1, 101).mapToObj(n -> item("p-" + n, 1, 1)).toList();
        post("/api/orders", with(order(id), "lineItems", items))
                .then()
                .statusCode(400)
                .body("errors[0].pointer", equalTo("#/lineItems"));
        Response placed = post("/api/orders", with(order(id), "lineItems", items.subList(0, 100)));
        placed.then().statusCode(201).body("version", equalTo(102));
        read(path, placed).then().body("items", hasSize(100), "total", equalTo(100));
    }

    @Test
    void what_is_to_be_removed_is_a_quantity_of_a_product_and_nothing_else() {
        draft(id);
        for (String quantity : List.of("0", "-1", "1000001", "all", "1.5", "")) {
            refused(
                    given().delete(path + "/items/cup?quantity=" + quantity),
                    400,
                    "invalid-request");
        }
        refused(given().delete(path + "/items/cup?amount=1"), 400, "invalid-request");
        refused(
                given().urlEncodingEnabled(false).delete(path + "/items/a%20b"),
                400,
                "invalid-request");
        refused(json().body("{}").delete(path + "/items/cup"), 400, "unexpected-body");
    }

    @Test
    void where_there_is_nothing_to_say_a_body_may_be_empty_or_left_out() {
        placed(id, TWO_CUPS);
        refused(json().body("{\"when\":1}").post(path + "/confirm"), 400, "invalid-request");
        refused(given().noContentType().post(path + "/confirm?when=1"), 400, "invalid-request");
        json().body("{}").post(path + "/confirm").then().statusCode(200);
        refused(json().post(path + "/confirm"), 409, "order-confirmed");
        refused(given().noContentType().post(path + "/confirm"), 409, "order-confirmed");
    }

    private Response tell(String verb) {
        return post(path + "/" + verb);
    }
}
