package dev.daybook.orders;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Speaks to the service about orders, those of one test being of one customer. */
final class OrderClient {

    static final Map<String, Object> TWO_CUPS = item("cup", 2, 500);
    static final Map<String, Object> ONE_POT = item("pot", 1, 2500);

    private static final int RUN = 8;

    private OrderClient() {}

    /** Others begin with it. */
    static String newId() {
        return "o-" + UUID.randomUUID().toString().substring(0, RUN);
    }

    static String customerOf(String orderId) {
        return "c-" + orderId.substring(2, 2 + RUN);
    }

    static Response draft(String orderId) {
        return post("/api/orders", order(orderId));
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    static Response placed(String orderId, Map<String, Object>... items) {
        return post("/api/orders", order(orderId, items));
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    static Map<String, Object> order(String orderId, Map<String, Object>... items) {
        Map<String, Object> body = new HashMap<>();
        body.put("orderId", orderId);
        body.put("customerId", customerOf(orderId));
        body.put("currency", "EUR");
        if (items.length > 0) {
            body.put("lineItems", List.of(items));
        }
        return body;
    }

    static Map<String, Object> with(Map<String, Object> body, String field, Object value) {
        Map<String, Object> more = new HashMap<>(body);
        more.put(field, value);
        return more;
    }

    static Map<String, Object> item(String product, long quantity, long price) {
        return Map.of("productId", product, "quantity", quantity, "unitPriceCents", price);
    }

    static Response cancel(String orderId) {
        return post("/api/orders/" + orderId + "/cancel", Map.of("reason", "out of stock"));
    }

    static Response post(String address) {
        return given().noContentType().post(address);
    }

    static Response post(String address, Map<String, Object> body) {
        return json().body(body).post(address);
    }

    static void refused(Response answer, int status, String code) {
        answer.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code));
    }

    /** What stands there once everything up to the answer's event is projected. */
    static Response read(String address, Response after) {
        return given().header("Min-Position", after.header("Event-Position")).get(address);
    }

    static RequestSpecification json() {
        return given().contentType(ContentType.JSON);
    }
}
