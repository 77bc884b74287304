package dev.daybook.leases;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whoever registers properties and lets them, over HTTP. */
final class Agency {

    static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);

    private Agency() {}

    static Response register(String id, String manager, String city, Object... units) {
        Map<String, Object> body = new HashMap<>();
        body.put("propertyId", id);
        body.put("managerId", manager);
        body.put(
                "address",
                Map.of(
                        "street",
                        "Am Markt 1",
                        "city",
                        city,
                        "postalCode",
                        "50667",
                        "country",
                        "DE"));
        if (units.length > 0) {
            body.put("units", Arrays.asList(units));
        }
        return json().body(body).post("/api/properties");
    }

    /** A property with these units, or with its only one. */
    static void property(String id, String... units) {
        register(
                        id,
                        "m-" + id,
                        "Köln",
                        Arrays.stream(units).map(unit -> Map.of("unitId", unit)).toArray())
                .then()
                .statusCode(201);
    }

    static Map<String, Object> offered(String unit, long rent, String currency) {
        return Map.of("unitId", unit, "monthlyRent", rent, "currency", currency);
    }

    /** A request of 100 USD a month. */
    static Map<String, Object> terms(
            String lease, String property, LocalDate start, LocalDate end, String... unit) {
        Map<String, Object> body = new HashMap<>();
        body.put("leaseId", lease);
        body.put("tenantId", "tenant-of-" + property);
        body.put("propertyId", property);
        body.put("startDate", start.toString());
        body.put("endDate", end.toString());
        body.put("monthlyRent", 100);
        body.put("currency", "USD");
        List.of(unit).forEach(name -> body.put("unitId", name));
        return body;
    }

    static Response lease(
            String lease, String property, LocalDate start, LocalDate end, String... unit) {
        return request(terms(lease, property, start, end, unit));
    }

    static Response request(Map<String, Object> terms) {
        return json().header("Prefer", "wait=30").body(terms).post("/api/leases");
    }

    static Response pay(String lease, long amount) {
        return tell(lease, "payments", payment(amount));
    }

    static Map<String, Object> payment(long amount) {
        return Map.of(
                "amount",
                amount,
                "currency",
                "USD",
                "paymentDate",
                TODAY.toString(),
                "paymentMethod",
                "card");
    }

    static Response tell(String lease, String what, Map<String, ?> body) {
        return json().body(body).post("/api/leases/" + lease + "/" + what);
    }

    /** What stands there once everything up to the answer's event is projected. */
    static Response read(String path, Response after) {
        return given().header("Min-Position", after.header("Event-Position")).get(path);
    }

    static RequestSpecification json() {
        return given().contentType(ContentType.JSON);
    }
}
