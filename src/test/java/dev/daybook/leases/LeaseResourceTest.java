package dev.daybook.leases;

import static dev.daybook.leases.Agency.TODAY;
import static dev.daybook.leases.Agency.json;
import static dev.daybook.leases.Agency.lease;
import static dev.daybook.leases.Agency.pay;
import static dev.daybook.leases.Agency.payment;
import static dev.daybook.leases.Agency.property;
import static dev.daybook.leases.Agency.read;
import static dev.daybook.leases.Agency.request;
import static dev.daybook.leases.Agency.tell;
import static dev.daybook.leases.Agency.terms;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.support.PostgresResource;
import dev.daybook.support.RawHttp;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Leases over HTTP, from the request to either end. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class LeaseResourceTest {

    private static final LocalDate START = TODAY.minusDays(40);
    private static final LocalDate END = TODAY.plusDays(400);

    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String p = "p-" + run;
    private final String l = "l-" + run;

    @Test
    void a_lease_is_made_where_the_unit_is_free() {
        property(p);
        Response answer = lease(l, p, START, END);
        answer.then()
                .statusCode(201)
                .header("Location", "/api/leases/" + l)
                .header("ETag", "\"2\"")
                .body("leaseId", equalTo(l), "status", equalTo("ACTIVE"), "version", equalTo(2));
        read("/api/leases/" + l, answer)
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("status", equalTo("ACTIVE"), "failure", nullValue())
                .body("tenantId", equalTo("tenant-of-" + p), "propertyId", equalTo(p))
                .body("startDate", equalTo(START.toString()), "endDate", equalTo(END.toString()))
                .body("monthlyRent", equalTo(100), "currency", equalTo("USD"))
                .body("paid", equalTo(0), "monthsCompleted", equalTo(0))
                .body("months", equalTo(new Period(START, END).months()));
        read("/api/properties/" + p, answer).then().header("ETag", "\"2\"");
    }

    @Test
    void what_the_property_refuses_is_refused() {
        property(p, "a", "b");
        assertRefused(lease("l1-" + run, "none-" + run, START, END), 422, "unknown-property");
        assertRefused(lease("l2-" + run, p, START, END), 422, "unit-required");
        assertRefused(lease("l3-" + run, p, START, END, "c"), 422, "unknown-unit");
        lease(l, p, START, END, "a").then().statusCode(201);
        Response taken = lease("l4-" + run, p, END, END.plusDays(9), "a");
        assertRefused(taken, 409, "unit-taken");
        lease("l5-" + run, p, END.plusDays(1), END.plusDays(9), "a").then().statusCode(201);
        Response last = lease("l6-" + run, p, START, END, "b");
        last.then().statusCode(201);

        read("/api/leases/l4-" + run, last)
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("status", equalTo("DECLINED"), "failure.code", equalTo("unit-taken"))
                .body("failure.status", equalTo(409))
                .body("failure.type", equalTo("/problems/unit-taken"));
        read("/api/leases?propertyId=" + p + "&status=DECLINED", last)
                .then()
                .body("items.leaseId", contains("l2-" + run, "l3-" + run, "l4-" + run));
        read("/api/tenants/tenant-of-" + p + "/dashboard", last)
                .then()
                .body("activeLeases.leaseId", contains(l, "l5-" + run, "l6-" + run));
    }

    @Test
    void a_refusal_is_the_answer_however_often_it_is_asked_for() {
        property(p);
        lease(l, p, START, END).then().statusCode(201);
        Map<String, Object> body = terms("l2-" + run, p, START, END);
        Response first = json().header("Idempotency-Key", run).body(body).post("/api/leases");
        Response again = json().header("Idempotency-Key", run).body(body).post("/api/leases");
        first.then()
                .statusCode(409)
                .contentType("application/problem+json")
                .header("Idempotent-Replayed", nullValue())
                .body("code", equalTo("unit-taken"), "instance", equalTo("/api/leases"));
        again.then()
                .statusCode(409)
                .header("Idempotent-Replayed", "true")
                .body("code", equalTo("unit-taken"));
        assertEquals((String) first.path("detail"), again.path("detail"));
        // its id is used up
        request(body).then().statusCode(409).body("code", equalTo("lease-exists"));
    }

    @Test
    void one_key_is_one_lease() {
        property(p);
        Map<String, Object> body = terms(l, p, START, END);
        body.remove("leaseId");
        Response first = json().header("Idempotency-Key", run).body(body).post("/api/leases");
        Response again = json().header("Idempotency-Key", run).body(body).post("/api/leases");
        first.then().statusCode(201);
        again.then().statusCode(201).header("Idempotent-Replayed", "true");
        assertEquals(first.body().asString(), again.body().asString());
        body.put("monthlyRent", 7);
        json().header("Idempotency-Key", run)
                .body(body)
                .post("/api/leases")
                .then()
                .statusCode(422)
                .body("code", equalTo("idempotency-key-reused"));
    }

    @Test
    void what_makes_no_lease_is_refused_at_once() {
        property(p);
        assertRefused(lease(l, p, START, START), 422, "invalid-period");
        assertRefused(lease(l, p, START, START.plusYears(100)), 422, "invalid-period");
        Map<String, Object> rich = terms(l, p, START, END);
        rich.put("monthlyRent", Long.MAX_VALUE);
        assertRefused(request(rich), 422, "rent-limit-exceeded");
        given().get("/api/leases/" + l)
                .then()
                .statusCode(404)
                .body("code", equalTo("no-such-lease"));
        lease(l, p, START, END).then().statusCode(201);
        assertRefused(lease(l, p, START, END), 409, "lease-exists");
        Map<String, Object> bad = new HashMap<>(terms(l, p, START, END));
        bad.put("startDate", "2026-02-30");
        bad.put("monthlyRent", 0);
        bad.put("colour", "red");
        request(bad)
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem("#/startDate"))
                .body("errors.pointer", hasItem("#/monthlyRent"))
                .body("errors.pointer", hasItem("#/colour"));
    }

    @Test
    void who_does_not_wait_is_told_where_to_look() {
        property(p);
        json().header("Prefer", "wait=0")
                .body(terms(l, p, START, END))
                .post("/api/leases")
                .then()
                .statusCode(202)
                .header("Location", "/api/leases/" + l)
                .body("status", equalTo("REQUESTED"), "version", equalTo(1));
        Wait.until(
                        () -> given().get("/api/leases/" + l),
                        found -> "ACTIVE".equals(found.path("status")))
                .then()
                .statusCode(200);
    }

    @Test
    void of_those_who_want_one_unit_at_once_exactly_one_gets_it() {
        property(p, "a", "b");
        for (int round = 0; round < 15; round++) {
            LocalDate start = START.plusYears(round * 2L);
            String ids = "r" + round + "-";
            List<CompletableFuture<Response>> sent =
                    IntStream.range(0, 8)
                            .mapToObj(
                                    n ->
                                            CompletableFuture.supplyAsync(
                                                    () ->
                                                            lease(
                                                                    ids + n + "-" + run,
                                                                    p,
                                                                    start.plusDays(n),
                                                                    start.plusDays(90 + n),
                                                                    n % 2 == 0 ? "a" : "b")))
                            .toList();
            List<Response> answers = sent.stream().map(Wait::answerOf).toList();
            for (int unit = 0; unit < 2; unit++) {
                List<Integer> statuses =
                        List.of(
                                        answers.get(unit),
                                        answers.get(unit + 2),
                                        answers.get(unit + 4),
                                        answers.get(unit + 6))
                                .stream()
                                .map(Response::statusCode)
                                .sorted()
                                .toList();
                assertEquals(List.of(201, 409, 409, 409), statuses, "round " + round);
            }
        }
    }

    @Test
    void payments_of_any_amount_complete_the_months_in_order() {
        property(p);
        lease(l, p, START, END);
        pay(l, 50).then().statusCode(200).header("ETag", "\"3\"");
        Response last = pay(l, 270);
        last.then().statusCode(200).body("version", equalTo(7));
        read("/api/leases/" + l, last)
                .then()
                .body("paid", equalTo(320), "monthsCompleted", equalTo(3), "version", equalTo(7));
        Response page = read("/api/leases/" + l + "/entries?limit=3", last);
        page.then()
                .body(
                        "items.type",
                        contains("MONTH_COMPLETED", "MONTH_COMPLETED", "MONTH_COMPLETED"))
                .body("items.month", contains(3, 2, 1))
                .body("items[2].day", equalTo(START.toString()));
        given().get("/api/leases/" + l + "/entries?limit=3&cursor=" + page.path("nextCursor"))
                .then()
                .body("items.amount", contains(270, 50), "nextCursor", nullValue())
                .body("items.paymentMethod", contains("card", "card"));
        read("/api/leases/" + l + "/entries?type=PAYMENT", last)
                .then()
                .body("items.amount", contains(270, 50));
        given().get("/api/leases/none-" + run + "/entries").then().statusCode(404);
    }

    @Test
    void a_payment_that_does_not_fit_is_refused() {
        property(p);
        assertRefused(pay(l, 1), 404, "no-such-lease");
        lease(l, p, START, END);
        Map<String, Object> euros = new HashMap<>(payment(1));
        euros.put("currency", "EUR");
        assertRefused(tell(l, "payments", euros), 422, "currency-mismatch");
        pay(l, Long.MAX_VALUE).then().statusCode(200);
        assertRefused(pay(l, 1), 422, "payment-limit-exceeded");
        assertRefused(tell(l, "payments", Map.of("amount", 1)), 400, "invalid-request");
    }

    @Test
    void a_payment_takes_effect_once_for_its_key_and_only_at_its_version() {
        property(p);
        lease(l, p, START, END);
        for (int time = 0; time < 3; time++) {
            json().header("Idempotency-Key", run)
                    .body(payment(100))
                    .post("/api/leases/" + l + "/payments")
                    .then()
                    .statusCode(200)
                    .body("version", equalTo(4));
        }
        json().header("If-Match", "\"3\"")
                .body(payment(100))
                .post("/api/leases/" + l + "/payments")
                .then()
                .statusCode(412)
                .header("ETag", "\"4\"");
        json().header("If-Match", "\"4\"")
                .body(payment(100))
                .post("/api/leases/" + l + "/payments")
                .then()
                .statusCode(200);
    }

    @Test
    void a_payment_may_bear_a_reference() {
        property(p);
        lease(l, p, START, END);
        Map<String, Object> referred = new HashMap<>(payment(5));
        referred.put("paymentReference", "RF18");
        Response last = tell(l, "payments", referred);
        read("/api/leases/" + l + "/entries", last)
                .then()
                .body("items[0].paymentReference", equalTo("RF18"));
        given().get("/api/streams/lease/" + l + "/events?after=2")
                .then()
                .body("items[0].schemaVersion", equalTo(2))
                .body("items[0].payload.method.type", equalTo("card"))
                .body("items[0].payload.method.reference", equalTo("RF18"));
    }

    @Test
    void maintenance_is_requested_and_completed() {
        property(p);
        lease(l, p, START, END);
        String tenant = "/api/tenants/tenant-of-" + p + "/dashboard";
        Response named =
                tell(l, "maintenance-requests", Map.of("requestId", "r1", "description", "tap"));
        named.then().statusCode(200).body("leaseId", equalTo(l), "requestId", equalTo("r1"));
        Response other = tell(l, "maintenance-requests", Map.of("description", "heating"));
        other.then().statusCode(200).body("requestId", notNullValue());
        read(tenant, other)
                .then()
                .body("pendingMaintenance.description.sort()", contains("heating", "tap"));
        assertRefused(
                tell(l, "maintenance-requests", Map.of("requestId", "r1", "description", "x")),
                409,
                "maintenance-request-exists");

        String complete = "maintenance-requests/r1/complete";
        assertRefused(tell(l, complete, Map.of("satisfaction", 6)), 400, "invalid-request");
        Response done = tell(l, complete, Map.of("satisfaction", 5));
        done.then().statusCode(200);
        read(tenant, done).then().body("pendingMaintenance.description", contains("heating"));
        assertRefused(tell(l, complete, Map.of()), 409, "maintenance-request-completed");
        tell(l, "maintenance-requests/" + other.path("requestId") + "/complete", Map.of())
                .then()
                .statusCode(200);
        given().get("/api/leases/" + l + "/maintenance-requests?limit=1")
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(1), "nextCursor", notNullValue());
        read("/api/leases/" + l + "/maintenance-requests", done)
                .then()
                .body("items.find { it.requestId == 'r1' }.satisfaction", equalTo(5))
                .body("items.find { it.requestId == 'r1' }.completedOn", notNullValue());
        assertRefused(
                tell(l, "maintenance-requests/r7/complete", Map.of()),
                404,
                "no-such-maintenance-request");
        assertRefused(tell(l, "maintenance-requests/ö/complete", Map.of()), 400, "invalid-request");
    }

    @Test
    void a_request_gets_one_id_for_one_key() {
        property(p);
        lease(l, p, START, END);
        Response first = keyedRequest();
        Response again = keyedRequest();
        assertEquals(first.body().asString(), again.body().asString());
        again.then().header("Idempotent-Replayed", "true");
    }

    @Test
    void a_terminated_lease_frees_its_unit_from_that_day_on() {
        property(p);
        lease(l, p, START, END);
        Response ended = tell(l, "terminate", Map.of("reason", "moved"));
        ended.then().statusCode(200);
        read("/api/leases/" + l, ended)
                .then()
                .body("status", equalTo("TERMINATED"), "terminationReason", equalTo("moved"))
                .body("terminationDate", equalTo(TODAY.toString()));
        assertRefused(tell(l, "terminate", Map.of()), 409, "lease-terminated");
        assertRefused(tell(l, "notices", Map.of("text", "t")), 409, "lease-ended");
        assertRefused(
                tell(l, "maintenance-requests", Map.of("description", "d")), 409, "lease-ended");
        pay(l, 100).then().statusCode(200);

        Wait.until(
                () -> given().get("/api/streams/property/" + p + "/events"),
                stream -> stream.<List<String>>path("items.eventType").contains("UnitReleased"));
        assertRefused(lease("l1-" + run, p, TODAY.minusDays(1), END), 409, "unit-taken");
        lease("l2-" + run, p, TODAY, END).then().statusCode(201);
    }

    @Test
    void a_lease_is_terminated_without_a_word_or_for_a_day_to_come() {
        property(p);
        lease(l, p, START, END);
        assertRefused(
                tell(l, "terminate", Map.of("date", END.plusDays(1).toString())),
                422,
                "date-outside-lease");
        Response later = tell(l, "terminate", Map.of("date", END.minusDays(9).toString()));
        later.then().statusCode(200);
        read("/api/leases/" + l, later)
                .then()
                .body("status", equalTo("ACTIVE"))
                .body("terminationDate", equalTo(END.minusDays(9).toString()));
        tell(l, "notices", Map.of("text", "the keys, please")).then().statusCode(200);

        lease("l1-" + run, p, END, END.plusDays(50)).then().statusCode(201);
        String terminate = "/api/leases/l1-" + run + "/terminate";
        assertEquals(200, RawHttp.request("POST", terminate).send().status());
    }

    @Test
    void a_lease_expires_by_the_day_alone() {
        property(p);
        Response made = lease(l, p, START, TODAY.minusDays(1));
        made.then().statusCode(201);
        read("/api/leases/" + l, made).then().body("status", equalTo("EXPIRED"));
        // whoever saw it before that day has another picture of the same version
        given().header("If-None-Match", "\"2\"")
                .get("/api/leases/" + l)
                .then()
                .statusCode(200)
                .body("status", equalTo("EXPIRED"));
        assertRefused(tell(l, "notices", Map.of("text", "t")), 409, "lease-ended");
        assertRefused(tell(l, "terminate", Map.of()), 409, "lease-ended");
        Response paid = pay(l, 100);
        paid.then().statusCode(200);
        read("/api/leases?status=EXPIRED&propertyId=" + p, paid)
                .then()
                .body("items.leaseId", contains(l));
        read("/api/leases?status=ACTIVE&propertyId=" + p, paid)
                .then()
                .body("items.size()", equalTo(0));
        read("/api/tenants/tenant-of-" + p + "/dashboard", paid)
                .then()
                .body("activeLeases.size()", equalTo(0), "recentPayments.amount", contains(100));
    }

    @Test
    void an_unchanged_lease_is_not_sent_again() {
        property(p);
        Response made = lease(l, p, START, END);
        read("/api/leases/" + l, made).then().statusCode(200);
        given().header("If-None-Match", "\"2\"").get("/api/leases/" + l).then().statusCode(304);
    }

    @Test
    void a_lease_is_shown_as_it_was() {
        property(p);
        lease(l, p, START, END).then().statusCode(201);
        pay(l, 100);
        tell(l, "terminate", Map.of());
        given().get("/api/leases/" + l + "?version=1")
                .then()
                .statusCode(200)
                .body("status", equalTo("REQUESTED"), "paid", equalTo(0));
        given().get("/api/leases/" + l + "?version=4")
                .then()
                .body("status", equalTo("ACTIVE"), "paid", equalTo(100))
                .body("monthsCompleted", equalTo(1));
        Instant before =
                Instant.parse(
                                given().get("/api/streams/lease/" + l + "/events?after=2&limit=1")
                                        .path("items[0].recordedAt"))
                        .minusNanos(1000);
        given().get("/api/leases/" + l + "?asOf=" + before)
                .then()
                .body("status", equalTo("ACTIVE"), "paid", equalTo(0), "version", equalTo(2));
        given().get("/api/leases/" + l + "?version=9").then().statusCode(404);
    }

    @Test
    void leases_are_listed_by_tenant_property_and_status() {
        property(p, "a", "b", "c");
        for (String unit : List.of("a", "b", "c")) {
            lease("l-" + unit + "-" + run, p, START, END, unit).then().statusCode(201);
        }
        Response last = tell("l-b-" + run, "terminate", Map.of());
        String tenant = "/api/leases?tenantId=tenant-of-" + p;
        Response page = read(tenant + "&limit=2", last);
        page.then().body("items.unitId", contains("a", "b"));
        given().get(tenant + "&limit=2&cursor=" + page.path("nextCursor"))
                .then()
                .body("items.unitId", contains("c"), "nextCursor", nullValue());
        read(tenant + "&status=TERMINATED", last).then().body("items.unitId", contains("b"));
        read("/api/leases?status=ACTIVE&propertyId=" + p, last)
                .then()
                .body("items.unitId", contains("a", "c"));
        given().get("/api/leases?status=LOST").then().statusCode(400);
    }

    @Test
    void a_read_waits_for_what_it_has_to_show() {
        given().header("Min-Position", 999_999_999L)
                .header("Prefer", "wait=0")
                .get("/api/tenants/anybody/dashboard")
                .then()
                .statusCode(503)
                .header("Projection-Position", notNullValue())
                .body("code", equalTo("projection-behind"));
    }

    private Response keyedRequest() {
        return json().header("Idempotency-Key", run)
                .body(Map.of("description", "tap"))
                .post("/api/leases/" + l + "/maintenance-requests");
    }

    private static void assertRefused(Response answer, int status, String code) {
        answer.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code), "type", equalTo("/problems/" + code));
    }
}
