package dev.daybook.leases;

import static dev.daybook.leases.Agency.TODAY;
import static dev.daybook.leases.Agency.json;
import static dev.daybook.leases.Agency.lease;
import static dev.daybook.leases.Agency.pay;
import static dev.daybook.leases.Agency.payment;
import static dev.daybook.leases.Agency.read;
import static dev.daybook.leases.Agency.register;
import static dev.daybook.leases.Agency.tell;
import static dev.daybook.leases.Agency.terms;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.daybook.support.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a tenant and a manager see of all their leases. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class FiguresTest {

    private static final LocalDate START = LocalDate.of(2024, 1, 1);
    private static final LocalDate YEAR_END = LocalDate.of(2024, 12, 31);

    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String p = "p-" + run;
    private final String manager = "m-" + run;
    private final String dashboard = "/api/tenants/tenant-of-" + p + "/dashboard";

    @Test
    void a_dashboard_shows_what_is_due_today() {
        register(p, manager, "Köln");
        LocalDate start = TODAY.minusMonths(2);
        LocalDate end = TODAY.plusYears(1);
        lease("l-" + run, p, start, end).then().statusCode(201);
        Period period = new Period(start, end);
        int begun = period.monthsBegunBy(TODAY);
        Response last = pay("l-" + run, 150);
        read(dashboard, last)
                .then()
                .statusCode(200)
                .header("ETag", nullValue())
                .body("tenantId", equalTo("tenant-of-" + p))
                .body("activeLeases.leaseId", contains("l-" + run))
                .body("activeLeases[0].address.city", equalTo("Köln"))
                .body("activeLeases[0].monthlyRent", equalTo(100))
                .body("activeLeases[0].outstandingBalance", equalTo(begun * 100 - 150))
                .body("activeLeases[0].nextPaymentDue", equalTo(period.firstDayOf(2).toString()))
                .body("activeLeases[0].nextPaymentAmount", equalTo(50))
                .body("recentPayments.amount", contains(150))
                .body("recentPayments[0].paymentMethod", equalTo("card"));
        last = pay("l-" + run, 100_000);
        read(dashboard, last)
                .then()
                .body("activeLeases[0].outstandingBalance", equalTo(0))
                .body("activeLeases[0].nextPaymentDue", nullValue())
                .body("activeLeases[0].nextPaymentAmount", nullValue());
    }

    @Test
    void a_lease_may_end_on_the_last_day_there_is() {
        register(p, manager, "Köln");
        LocalDate end = LocalDate.of(9999, 12, 31);
        lease("l-" + run, p, end.minusYears(90), end).then().statusCode(201);
        Response last = pay("l-" + run, 100);
        read(dashboard, last)
                .then()
                .statusCode(200)
                .body("activeLeases[0].endDate", equalTo("9999-12-31"));
        figures(end.minusDays(9), end, last)
                .then()
                .statusCode(200)
                .body("occupancyRate", equalTo(1.0f))
                .body("upcomingExpirations[0].endDate", equalTo("9999-12-31"));
        given().get("/api/leases/l-" + run + "?version=2").then().statusCode(200);
    }

    @Test
    void a_dashboard_is_of_one_tenant_and_shows_the_newest_first() {
        register(p, manager, "Köln", Map.of("unitId", "a"), Map.of("unitId", "b"));
        lease("l1-" + run, p, TODAY, TODAY.plusDays(90), "a").then().statusCode(201);
        Map<String, Object> others = terms("l2-" + run, p, TODAY, TODAY.plusDays(90), "b");
        others.put("tenantId", "another-" + run);
        Agency.request(others).then().statusCode(201);
        pay("l2-" + run, 7);
        for (int day = 1; day <= 22; day++) {
            Map<String, Object> payment = new HashMap<>(payment(day));
            payment.put("paymentDate", LocalDate.of(2026, 1, day).toString());
            tell("l1-" + run, "payments", payment).then().statusCode(200);
        }
        tell("l2-" + run, "notices", Map.of("text", "for the other one"));
        tell("l1-" + run, "notices", Map.of("text", "first"));
        Response last = tell("l1-" + run, "notices", Map.of("text", "second"));
        Response shown = read(dashboard, last);
        shown.then()
                .body("recentPayments.size()", equalTo(20))
                .body("recentPayments[0].amount", equalTo(22))
                .body("recentPayments[19].amount", equalTo(3))
                .body("notices.text", contains("second", "first"))
                .body("notices[0].postedOn", equalTo(TODAY.toString()));
    }

    @Test
    void the_days_leased_make_the_occupancy() {
        register(p, manager, "Köln", Map.of("unitId", "a"), Map.of("unitId", "b"));
        lease("l1-" + run, p, START, LocalDate.of(2024, 1, 20), "a").then().statusCode(201);
        Response last = lease("l2-" + run, p, LocalDate.of(2024, 1, 22), YEAR_END, "b");
        // 20 and 10 of twice 31 days
        figures(START, LocalDate.of(2024, 1, 31), last)
                .then()
                .statusCode(200)
                .body("managerId", equalTo(manager))
                .body("from", equalTo("2024-01-01"), "to", equalTo("2024-01-31"))
                .body("properties", equalTo(1), "units", equalTo(2))
                .body("occupancyRate", equalTo(0.4839f));
        figures(LocalDate.of(2024, 1, 1), LocalDate.of(2024, 1, 20), last)
                .then()
                .body("occupancyRate", equalTo(0.5f));
    }

    @Test
    void a_lease_counts_up_to_its_termination() {
        register(p, manager, "Köln");
        lease("l1-" + run, p, TODAY.minusDays(9), TODAY.plusDays(90)).then().statusCode(201);
        Response last = tell("l1-" + run, "terminate", Map.of());
        figures(TODAY.minusDays(9), TODAY.plusDays(10), last)
                .then()
                .body("occupancyRate", equalTo(0.45f))
                .body("upcomingExpirations.size()", equalTo(0));
    }

    @Test
    void revenue_is_what_was_paid_by_month_and_by_property() {
        String q = "q-" + run;
        register(p, manager, "Köln");
        register(q, manager, "Köln");
        register("r-" + run, "another", "Köln");
        for (String property : List.of(p, q, "r-" + run)) {
            lease("l-" + property, property, START, YEAR_END).then().statusCode(201);
        }
        paidOn("l-" + p, LocalDate.of(2024, 1, 31), 100);
        paidOn("l-" + p, LocalDate.of(2024, 2, 1), 30);
        paidOn("l-" + q, LocalDate.of(2024, 2, 29), 400);
        paidOn("l-" + q, LocalDate.of(2024, 3, 1), 1);
        Response last = paidOn("l-r-" + run, LocalDate.of(2024, 2, 1), 9000);
        figures(START, LocalDate.of(2024, 2, 29), last)
                .then()
                .body("monthlyRevenue.month", contains("2024-01", "2024-02"))
                .body("monthlyRevenue.amount", contains(100, 430))
                .body("monthlyRevenue.currency", contains("USD", "USD"))
                .body("revenueByProperty.propertyId", contains(q, p))
                .body("revenueByProperty.amount", contains(400, 130));
    }

    @Test
    void a_sum_may_leave_the_range_of_long() {
        register(p, manager, "Köln", Map.of("unitId", "a"), Map.of("unitId", "b"));
        lease("l1-" + run, p, START, YEAR_END, "a");
        lease("l2-" + run, p, START, YEAR_END, "b");
        paidOn("l1-" + run, START, Long.MAX_VALUE).then().statusCode(200);
        Response last = paidOn("l2-" + run, START, Long.MAX_VALUE);
        BigInteger sum = BigInteger.valueOf(Long.MAX_VALUE).multiply(BigInteger.TWO);
        figures(START, YEAR_END, last).then().body("revenueByProperty[0].amount", equalTo(sum));
    }

    @Test
    void maintenance_is_open_or_judged() {
        register(p, manager, "Köln");
        lease("l-" + run, p, TODAY.minusDays(40), TODAY.plusDays(40));
        for (int number = 1; number <= 4; number++) {
            tell(
                            "l-" + run,
                            "maintenance-requests",
                            Map.of("requestId", "r" + number, "description", "d"))
                    .then()
                    .statusCode(200);
        }
        tell("l-" + run, "maintenance-requests/r1/complete", Map.of("satisfaction", 5));
        tell("l-" + run, "maintenance-requests/r2/complete", Map.of("satisfaction", 4));
        Response last = tell("l-" + run, "maintenance-requests/r3/complete", Map.of());
        figures(TODAY, TODAY, last)
                .then()
                .body("openMaintenance", equalTo(1), "averageSatisfaction", equalTo(4.5f));
        figures(TODAY.minusDays(9), TODAY.minusDays(1), last)
                .then()
                .body("openMaintenance", equalTo(0), "averageSatisfaction", nullValue());
    }

    @Test
    void expirations_are_those_of_the_days_asked_for() {
        register(p, manager, "Köln", Map.of("unitId", "a"), Map.of("unitId", "b"));
        lease("l1-" + run, p, START, YEAR_END, "a");
        Response last = lease("l2-" + run, p, START, YEAR_END.minusDays(1), "b");
        figures(YEAR_END.minusDays(1), YEAR_END, last)
                .then()
                .body("upcomingExpirations.leaseId", contains("l2-" + run, "l1-" + run))
                .body("upcomingExpirations[0].endDate", equalTo("2024-12-30"))
                .body("upcomingExpirations[0].unitId", equalTo("b"));
        figures(START, YEAR_END.minusDays(2), last)
                .then()
                .body("upcomingExpirations.size()", equalTo(0));
    }

    @Test
    void figures_are_those_of_this_month_unless_others_are_asked_for() {
        given().get("/api/property-managers/" + manager + "/analytics")
                .then()
                .statusCode(200)
                .body("from", equalTo(TODAY.withDayOfMonth(1).toString()))
                .body("to", equalTo(TODAY.withDayOfMonth(TODAY.lengthOfMonth()).toString()))
                .body("occupancyRate", equalTo(0.0f), "averageSatisfaction", nullValue());
        for (String wrong :
                List.of(
                        "from=2024-02-30",
                        "from=2024-02-02&to=2024-02-01",
                        "from=2004-01-01&to=2024-01-01",
                        "month=1")) {
            given().get("/api/property-managers/" + manager + "/analytics?" + wrong)
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("invalid-request"));
        }
    }

    private Response figures(LocalDate from, LocalDate to, Response after) {
        return read(
                "/api/property-managers/" + manager + "/analytics?from=" + from + "&to=" + to,
                after);
    }

    private static Response paidOn(String lease, LocalDate day, long amount) {
        return json().body(
                        Map.of(
                                "amount",
                                amount,
                                "currency",
                                "USD",
                                "paymentDate",
                                day.toString(),
                                "paymentMethod",
                                "bank transfer"))
                .post("/api/leases/" + lease + "/payments");
    }
}
