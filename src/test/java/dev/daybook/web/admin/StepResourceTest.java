package dev.daybook.web.admin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.daybook.support.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What operators see of how a row came to be, and of who runs what. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class StepResourceTest {

    private static final String STEPS = "/api/admin/projections/%s/steps/%s";

    private final String account = "steps-" + UUID.randomUUID();

    @BeforeEach
    void something_happens_to_an_account() {
        post("/api/accounts", Map.of("accountId", account, "ownerId", "o", "currency", "USD"));
        for (int number = 1; number <= 3; number++) {
            post(
                    "/api/accounts/" + account + "/deposits",
                    Map.of("amount", 10 * number, "currency", "USD", "transactionId", "t"));
        }
    }

    @Test
    void each_event_stands_beside_the_row_before_and_after_it() {
        get(STEPS.formatted("account_summary", account))
                .statusCode(200)
                .body("items.event.version", contains(1, 2, 3, 4))
                .body("items[0].before", equalTo(List.of()))
                .body("items[1].before[0].balance", equalTo(0))
                .body("items[1].after[0].balance", equalTo(10))
                .body("items[3].before[0].balance", equalTo(30))
                .body("items[3].after[0].balance", equalTo(60))
                .body("nextCursor", equalTo(null));
    }

    @Test
    void a_page_in_the_middle_begins_with_the_row_as_it_was() {
        String path = STEPS.formatted("account_summary", account) + "?limit=2";
        ValidatableResponse page = get(path).statusCode(200);
        page.body("items.event.version", contains(1, 2));
        String cursor = page.extract().path("nextCursor");
        get(path + "&cursor=" + cursor)
                .body("items.event.version", contains(3, 4))
                .body("items[0].before[0].balance", equalTo(10))
                .body("items[1].after[0].balance", equalTo(60));
    }

    @Test
    void a_journal_adds_rows() {
        get(STEPS.formatted("account_statement", account) + "?after=1&limit=1")
                .statusCode(200)
                .body("items[0].before", equalTo(List.of()))
                .body("items[0].after[0].amount", equalTo(10));
    }

    @Test
    void rows_of_which_a_stream_makes_several_are_told_apart_by_their_keys() {
        String lease = "steps-" + UUID.randomUUID();
        String property = "steps-" + UUID.randomUUID();
        post(
                "/api/properties",
                Map.of(
                        "propertyId",
                        property,
                        "managerId",
                        "m",
                        "address",
                        Map.of("street", "s", "city", "c", "postalCode", "1", "country", "DE")));
        post(
                "/api/leases",
                Map.of(
                        "leaseId", lease,
                        "tenantId", "t",
                        "propertyId", property,
                        "startDate", "2026-01-01",
                        "endDate", "2027-01-01",
                        "monthlyRent", 1000,
                        "currency", "EUR"));
        String requests = "/api/leases/" + lease + "/maintenance-requests";
        post(requests, Map.of("requestId", "r-1", "description", "one"));
        post(requests, Map.of("requestId", "r-2", "description", "two"));
        post(requests + "/r-1/complete", Map.of("satisfaction", 4));
        String path = STEPS.formatted("maintenance_request", lease);
        int completed =
                get(path)
                        .statusCode(200)
                        .extract()
                        .path(
                                "items.event.findIndexOf { it.eventType == 'MaintenanceRequestCompleted' }");
        get(path + "?after=" + completed)
                .statusCode(200)
                .body("items[0].before[0].description", equalTo("one"))
                .body("items[0].after[0].satisfaction", equalTo(4));
        get(path + "?limit=1")
                .body("items[0].before", equalTo(List.of()))
                .body("items[0].after", equalTo(List.of()));
    }

    @Test
    void what_is_not_there_is_said() {
        get(STEPS.formatted("none", account))
                .statusCode(404)
                .body("type", equalTo("/problems/no-such-projection"));
        get(STEPS.formatted("account_summary", "none"))
                .statusCode(200)
                .body("items", equalTo(List.of()));
        get(STEPS.formatted("account_summary", account) + "?after=x").statusCode(400);
    }

    @Test
    void the_instance_says_what_it_can_run_and_what_it_runs() {
        get("/api/admin/instances")
                .statusCode(200)
                .body("items[0].offers", hasItem("account_summary"))
                .body("items[0].offers", not(hasItem(startsWith("account_summary/"))))
                .body("items[0].runs", hasItem("account_summary"));
    }

    private static void post(String path, Object body) {
        given().contentType(ContentType.JSON).body(body).post(path).then().statusCode(not(400));
    }

    private static ValidatableResponse get(String path) {
        return given().get(path).then();
    }
}
