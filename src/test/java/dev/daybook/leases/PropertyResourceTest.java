package dev.daybook.leases;

import static dev.daybook.leases.Agency.TODAY;
import static dev.daybook.leases.Agency.json;
import static dev.daybook.leases.Agency.lease;
import static dev.daybook.leases.Agency.offered;
import static dev.daybook.leases.Agency.read;
import static dev.daybook.leases.Agency.register;
import static dev.daybook.leases.Agency.tell;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.support.PostgresResource;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Properties over HTTP, and the search for one that fits. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class PropertyResourceTest {

    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String p = "p-" + run;
    private final String manager = "m-" + run;
    private final String city = "City " + run;

    @Test
    void a_property_is_registered_with_its_units() {
        Response answer =
                register(p, manager, city, offered("a", 90_000, "EUR"), Map.of("unitId", "b"));
        answer.then()
                .statusCode(201)
                .header("Location", "/api/properties/" + p)
                .header("ETag", "\"1\"")
                .body("propertyId", equalTo(p), "version", equalTo(1));
        read("/api/properties/" + p, answer)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("managerId", equalTo(manager), "address.city", equalTo(city))
                .body("address.street", equalTo("Am Markt 1"))
                .body("address.postalCode", equalTo("50667"), "address.country", equalTo("DE"))
                .body("units.unitId", contains("a", "b"))
                .body("units[0].monthlyRent", equalTo(90_000), "units[0].currency", equalTo("EUR"))
                .body("units[1].monthlyRent", nullValue());
        given().header("If-None-Match", "\"1\"").get("/api/properties/" + p).then().statusCode(304);
        register(p, manager, city).then().statusCode(409).body("code", equalTo("property-exists"));
    }

    @Test
    void one_without_named_units_is_one_unit() {
        Response answer = register(p, manager, city);
        read("/api/properties/" + p, answer).then().body("units.unitId", contains("main"));
    }

    @Test
    void a_property_that_does_not_fit_is_refused() {
        register(p, manager, city, Map.of("unitId", "a"), Map.of("unitId", "a"))
                .then()
                .statusCode(422)
                .body("code", equalTo("unit-repeated"), "errors.pointer", hasItem("#/units"));
        register(p, manager, city, Map.of("unitId", "a", "monthlyRent", 5))
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("#/units/0/currency"));
        register(p, manager, city, Map.of("unitId", "a", "currency", "EUR"))
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("#/units/0/monthlyRent"));
        Object[] many = IntStream.range(0, 501).mapToObj(n -> Map.of("unitId", "u" + n)).toArray();
        register(p, manager, city, many)
                .then()
                .statusCode(400)
                .body("errors.code", contains("too-many"));
        json().body(Map.of("managerId", manager))
                .post("/api/properties")
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("#/address"));
        given().get("/api/properties/" + p)
                .then()
                .statusCode(404)
                .body("code", equalTo("no-such-property"));
    }

    @Test
    void a_property_is_shown_as_it_was() {
        register(p, manager, city);
        lease("l-" + run, p, TODAY, TODAY.plusDays(9)).then().statusCode(201);
        given().get("/api/properties/" + p + "?version=1")
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"");
        given().get("/api/properties/" + p + "?version=7").then().statusCode(404);
    }

    @Test
    void properties_are_found_by_what_they_are_and_what_they_cost() {
        register("p1-" + run, manager, city, offered("a", 500, "EUR"), offered("b", 900, "EUR"));
        register("p2-" + run, manager, city, offered("a", 700, "EUR"));
        Response last = register("p3-" + run, "other-" + run, city);
        assertFound(last, "city=" + city.toUpperCase(), "p1", "p2", "p3");
        assertFound(last, "managerId=" + manager, "p1", "p2");
        assertFound(last, "city=" + city + "&minRent=600", "p1", "p2");
        assertFound(last, "city=" + city + "&maxRent=600", "p1");
        assertFound(last, "city=" + city + "&minRent=600&maxRent=800", "p2");
        assertFound(last, "city=" + city + "&minRent=901");
        assertFound(last, "q=markt 1 50667 " + city, "p1", "p2", "p3");
        assertFound(last, "q=%_" + run);
        assertFound(last, "managerId=nobody-" + run);
        given().get("/api/properties?minRent=-1&available=maybe&colour=red")
                .then()
                .statusCode(400)
                .body("errors.parameter", hasItem("minRent"))
                .body("errors.parameter", hasItem("available"))
                .body("errors.parameter", hasItem("colour"));
    }

    @Test
    void available_is_what_nobody_has_today() {
        register("p1-" + run, manager, city, offered("a", 500, "EUR"), offered("b", 900, "EUR"));
        register("p2-" + run, manager, city);
        lease("l1-" + run, "p1-" + run, TODAY.minusDays(3), TODAY, "a").then().statusCode(201);
        Response last = lease("l2-" + run, "p2-" + run, TODAY.plusDays(1), TODAY.plusDays(9));
        last.then().statusCode(201);
        assertFound(last, "city=" + city + "&available=true", "p1", "p2");
        assertFound(last, "city=" + city + "&available=true&maxRent=500");
        assertFound(last, "city=" + city + "&available=false&maxRent=500", "p1");
        read("/api/properties?managerId=" + manager, last)
                .then()
                .body("items[0].units.available", contains(false, true))
                .body("items[1].units.available", contains(true));

        last = lease("l3-" + run, "p2-" + run, TODAY, TODAY.plusDays(1));
        last.then().statusCode(409);
        lease("l4-" + run, "p2-" + run, TODAY.minusDays(9), TODAY).then().statusCode(201);
        last = lease("l5-" + run, "p1-" + run, TODAY, TODAY.plusDays(9), "b");
        assertFound(last, "city=" + city + "&available=true");
        last = tell("l4-" + run, "terminate", Map.of());
        assertFound(last, "city=" + city + "&available=true", "p2");
    }

    @Test
    void what_is_found_comes_in_pages() {
        for (int number = 1; number <= 3; number++) {
            register("p" + number + "-" + run, manager, city);
        }
        Response all =
                Wait.until(
                        () -> given().get("/api/properties?managerId=" + manager),
                        found -> found.<List<?>>path("items").size() == 3);
        all.then().body("nextCursor", nullValue());
        Response page = given().get("/api/properties?limit=2&managerId=" + manager);
        page.then().body("items.propertyId", contains("p1-" + run, "p2-" + run));
        given().get(
                        "/api/properties?limit=2&managerId="
                                + manager
                                + "&cursor="
                                + page.path("nextCursor"))
                .then()
                .body("items.propertyId", contains("p3-" + run), "nextCursor", nullValue());
        given().get("/api/properties?limit=2&cursor=" + page.path("nextCursor"))
                .then()
                .statusCode(400)
                .body("errors.code", contains("invalid-cursor"));
    }

    @Test
    void nobody_has_any_leases_or_figures() {
        given().get("/api/tenants/nobody/dashboard")
                .then()
                .statusCode(200)
                .body("activeLeases", empty(), "recentPayments", empty())
                .body("pendingMaintenance", empty(), "notices", empty());
        assertEquals(
                0,
                given().get("/api/property-managers/nobody/analytics").<Integer>path("properties"));
    }

    private void assertFound(Response after, String query, String... ids) {
        List<String> expected = List.of(ids).stream().map(id -> id + "-" + run).toList();
        Response found = read("/api/properties?" + query, after);
        found.then().statusCode(200);
        assertEquals(expected, found.path("items.propertyId"), query);
    }
}
