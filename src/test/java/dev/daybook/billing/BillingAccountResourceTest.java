package dev.daybook.billing;

import static dev.daybook.billing.Billing.*;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.engine.Engine;
import dev.daybook.support.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Billing accounts over HTTP: what comes in, what goes out, and what is shown of it. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class BillingAccountResourceTest {

    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String a = "a-" + run;
    private final String path = ACCOUNTS + "/" + a;

    @Inject Engine engine;

    @Test
    void an_account_is_opened_funded_and_charged() {
        open(a, "c-" + run, 50)
                .then()
                .statusCode(201)
                .header("Location", path)
                .header("ETag", "\"2\"")
                .body("accountId", equalTo(a), "version", equalTo(2));
        post(path + "/funds", Map.of("amount", 100, "currency", "EUR", "reference", "bank 17"))
                .then()
                .statusCode(200)
                .header("ETag", "\"3\"");
        charge(a, 120, "January").then().statusCode(200);
        Response last = charge(a, 10, "more");
        Response account = read(path, last);
        account.then()
                .statusCode(200)
                .header("ETag", "\"5\"")
                .body("accountId", equalTo(a), "customerId", equalTo("c-" + run))
                .body("currency", equalTo("EUR"), "balance", equalTo(-30))
                .body("creditLimit", equalTo(50), "pendingInvoices", equalTo(0))
                .body("unbilledCharges", equalTo(2), "unbilledTotal", equalTo(130))
                .body("version", equalTo(5), "createdAt", notNullValue())
                .body("lastInvoicingAt", nullValue());
        given().header("If-None-Match", "\"5\"").get(path).then().statusCode(304);
    }

    @Test
    void an_account_without_an_id_gets_one() {
        post(ACCOUNTS, Map.of("customerId", "c-" + run, "currency", "JPY"))
                .then()
                .statusCode(201)
                .body("accountId", matchesPattern("[0-9a-f-]{36}"), "version", equalTo(1));
    }

    @Test
    void what_the_account_does_not_allow_is_refused() {
        open(a, "c", 50);
        assertProblem(open(a, "c", 50), 409, "account-exists");
        assertProblem(charge(a, 51, "too much"), 422, "insufficient-funds")
                .then()
                .body("errors.pointer", contains("#/amount"))
                .body(
                        "detail",
                        equalTo(
                                "The account holds 0 EUR and has a credit limit of 50, 51 EUR asked."));
        assertProblem(dollars("funds", Map.of("amount", 1)), 422, "currency-mismatch");
        assertProblem(
                dollars("charges", Map.of("amount", 1, "description", "d")),
                422,
                "currency-mismatch");
        assertProblem(dollars("credit-limit", Map.of("amount", 1)), 422, "currency-mismatch");
        fund(a, Long.MAX_VALUE).then().statusCode(200);
        assertProblem(fund(a, 1), 422, "balance-limit-exceeded");
        assertProblem(bill(a), 422, "nothing-to-bill");
        assertProblem(bill(a, today(), today().minusDays(1)), 422, "period-reversed")
                .then()
                .body("errors.pointer", contains("#/to"));
    }

    @Test
    void nothing_is_done_to_an_account_that_is_not_there() {
        assertProblem(fund(a, 1), 404, "no-such-account");
        assertProblem(charge(a, 1, "d"), 404, "no-such-account");
        assertProblem(limit(a, 1), 404, "no-such-account");
        assertProblem(bill(a), 404, "no-such-account");
        assertProblem(given().get(path), 404, "no-such-account");
        assertProblem(given().get(path + "/entries"), 404, "no-such-account");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "funds|{\"amount\":0,\"currency\":\"EUR\"}|#/amount",
                "funds|{\"amount\":-1,\"currency\":\"EUR\"}|#/amount",
                "funds|{\"amount\":1.5,\"currency\":\"EUR\"}|#/amount",
                "funds|{\"amount\":\"1\",\"currency\":\"EUR\"}|#/amount",
                "funds|{\"amount\":9223372036854775808,\"currency\":\"EUR\"}|#/amount",
                "funds|{\"amount\":1,\"currency\":\"euro\"}|#/currency",
                "funds|{\"amount\":1,\"currency\":\"EUR\",\"reference\":\" \"}|#/reference",
                "charges|{\"amount\":1,\"currency\":\"EUR\"}|#/description",
                "charges|{\"amount\":1,\"currency\":\"EUR\",\"description\":\"a\\nb\"}|#/description",
                "charges|{\"amount\":1,\"currency\":\"EUR\",\"description\":\"d\",\"day\":\"2026-01-31\"}|#/day",
                "credit-limit|{\"amount\":-1,\"currency\":\"EUR\"}|#/amount",
                "credit-limit|{\"currency\":\"EUR\"}|#/amount",
                "invoices|{\"from\":\"2026-01-31\"}|#/to",
                "invoices|{\"from\":\"2026-02-30\",\"to\":\"2026-03-01\"}|#/from",
                "invoices|{\"from\":\"2026-02-01\",\"to\":\"2026-03-01\",\"invoiceId\":\"mine\"}|#/invoiceId"
            })
    void a_body_that_does_not_fit_is_refused(String what, String body, String pointer) {
        json().body(body)
                .post(ACCOUNTS + "/none/" + what)
                .then()
                .statusCode(400)
                .body("errors.pointer", contains(pointer));
    }

    @Test
    void a_credit_limit_is_given_and_taken_away() {
        open(a, "c", 0);
        assertProblem(charge(a, 5, "d"), 422, "insufficient-funds");
        limit(a, 5).then().statusCode(200);
        charge(a, 5, "d").then().statusCode(200);
        Response last = limit(a, 0);
        last.then().statusCode(200);
        read(path, last).then().body("balance", equalTo(-5), "creditLimit", equalTo(0));
        assertProblem(charge(a, 1, "d"), 422, "insufficient-funds");
        fund(a, 6);
        charge(a, 1, "d").then().statusCode(200);
    }

    @Test
    void a_key_makes_a_charge_safe_to_repeat() {
        open(a, "c", 50);
        Response first = keyedCharge(10);
        Response again = keyedCharge(10);
        first.then().statusCode(200).header("Idempotent-Replayed", nullValue());
        again.then().statusCode(200).header("Idempotent-Replayed", "true");
        assertEquals(first.asString(), again.asString());
        assertProblem(keyedCharge(11), 422, "idempotency-key-reused");
        read(path, first).then().body("balance", equalTo(-10));
    }

    @Test
    void a_write_heeds_the_version_that_its_sender_knows() {
        open(a, "c", 50);
        Map<String, Object> body = Map.of("amount", 1, "currency", "EUR", "description", "d");
        json().header("If-Match", "\"1\"")
                .body(body)
                .post(path + "/charges")
                .then()
                .statusCode(412)
                .header("ETag", "\"2\"");
        json().header("If-Match", "\"2\"")
                .body(body)
                .post(path + "/charges")
                .then()
                .statusCode(200);
        json().header("If-Match", "\"2\"")
                .body(Map.of("from", today().toString(), "to", today().toString()))
                .post(path + "/invoices")
                .then()
                .statusCode(412)
                .header("ETag", "\"3\"");
    }

    @Test
    void an_account_is_shown_as_it_once_was() {
        open(a, "c", 50);
        charge(a, 10, "first");
        Response charged = charge(a, 20, "second");
        bill(a).then().statusCode(201);
        Response now = settled(a);
        now.then().body("unbilledCharges", equalTo(0), "version", equalTo(6));
        given().get(path + "?version=3")
                .then()
                .body("balance", equalTo(-10), "version", equalTo(3));
        given().get(path + "?version=5")
                .then()
                .body("pendingInvoices", equalTo(1), "unbilledTotal", equalTo(0));
        given().get(path + "?asOf=" + read(path + "?version=4", charged).path("updatedAt"))
                .then()
                .body("version", equalTo(4), "unbilledTotal", equalTo(30));
        assertProblem(given().get(path + "?version=7"), 404, "no-such-version");
    }

    @Test
    void the_accounts_of_a_customer_are_listed_page_by_page() {
        String customer = "customer-" + run;
        open(a + "-1", customer, 1);
        open(a + "-2", customer, 2);
        open("other-" + run, "other-" + run, 2);
        Response last = open(a + "-3", customer, 3);
        Response page = read(ACCOUNTS + "?limit=2&customerId=" + customer, last);
        page.then()
                .statusCode(200)
                .body("items.accountId", contains(a + "-1", a + "-2"))
                .header("Link", notNullValue());
        String cursor = page.path("nextCursor");
        given().get(ACCOUNTS + "?limit=2&customerId=" + customer + "&cursor=" + cursor)
                .then()
                .body("items.accountId", contains(a + "-3"), "nextCursor", nullValue());
        given().get(ACCOUNTS + "?customerId=nobody&cursor=" + cursor).then().statusCode(400);
        given().get(ACCOUNTS).then().statusCode(400);
    }

    @Test
    void the_entries_tell_what_happened_the_newest_first() {
        open(a, "c", 50);
        post(path + "/funds", Map.of("amount", 100, "currency", "EUR", "reference", "bank 17"));
        charge(a, 30, "January");
        Response billed = bill(a);
        settled(a);
        Response first = fresh(path + "/entries?limit=3");
        String invoice = billed.path("invoiceId");
        first.then()
                .statusCode(200)
                .body(
                        "items.eventType",
                        contains("ChargesInvoiced", "ChargesBilled", "ChargeApplied"))
                .body("items[0].invoiceId", equalTo(invoice))
                .body("items[0].invoiceNumber", matchesPattern("\\d{4}-\\d{6}"))
                .body("items[1].invoiceId", equalTo(invoice), "items[1].amount", equalTo(30))
                .body("items[2].chargeNumber", equalTo(1), "items[2].amount", equalTo(30))
                .body("items[2].description", equalTo("January"))
                .body("items[2].day", matchesPattern("\\d{4}-\\d{2}-\\d{2}"));
        given().get(path + "/entries?cursor=" + first.path("nextCursor"))
                .then()
                .body("items.eventType", contains("FundAdded", "CreditLimitSet", "AccountCreated"))
                .body("items[0].reference", equalTo("bank 17"), "nextCursor", nullValue());
    }

    @Test
    void the_tables_are_those_of_a_fresh_fold_of_the_log() {
        open(a, "c", 50);
        charge(a, 30, "January");
        bill(a).then().statusCode(201);
        settled(a);
        for (String table : List.of("billing_account", "billing_entry", "invoice")) {
            var comparison = engine.projectionAudit().compare(table);
            assertEquals(List.of(), comparison.differences(), table);
        }
    }

    @Test
    void an_account_is_audited_like_any_other_stream() {
        open(a, "c", 50);
        charge(a, 30, "January");
        given().get("/api/streams/billing-account/" + a + "/events")
                .then()
                .statusCode(200)
                .body(
                        "items.eventType",
                        contains("AccountCreated", "CreditLimitSet", "ChargeApplied"))
                .body("items[2].payload.charge.description", equalTo("January"))
                .body("items", hasSize(3));
        given().get("/api/admin/projections")
                .then()
                .body("items.name", hasItem("invoicing"))
                .body("items.name", hasItem("billing_account"));
    }

    private Response keyedCharge(long amount) {
        return json().header("Idempotency-Key", "k-" + run)
                .body(Map.of("amount", amount, "currency", "EUR", "description", "d"))
                .post(path + "/charges");
    }

    private Response dollars(String what, Map<String, Object> fields) {
        Map<String, Object> body = new HashMap<>(fields);
        body.put("currency", "USD");
        return post(path + "/" + what, body);
    }

    private static Response assertProblem(Response answer, int status, String code) {
        answer.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code));
        return answer;
    }
}
