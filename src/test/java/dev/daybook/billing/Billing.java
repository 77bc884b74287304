package dev.daybook.billing;

import static io.restassured.RestAssured.given;

import dev.daybook.support.Wait;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** Billing over HTTP as a test says it. */
final class Billing {

    static final String ACCOUNTS = "/api/billing/accounts";
    static final String INVOICES = "/api/billing/invoices";

    private Billing() {}

    static Response open(String id, String customer, long creditLimit) {
        return post(
                ACCOUNTS,
                Map.of(
                        "accountId", id,
                        "customerId", customer,
                        "currency", "EUR",
                        "creditLimit", creditLimit));
    }

    static Response fund(String id, long amount) {
        return post(ACCOUNTS + "/" + id + "/funds", Map.of("amount", amount, "currency", "EUR"));
    }

    static Response charge(String id, long amount, String description) {
        return post(
                ACCOUNTS + "/" + id + "/charges",
                Map.of("amount", amount, "currency", "EUR", "description", description));
    }

    static Response limit(String id, long amount) {
        return post(
                ACCOUNTS + "/" + id + "/credit-limit", Map.of("amount", amount, "currency", "EUR"));
    }

    /** All there is, whatever day it is. */
    static Response bill(String id) {
        return bill(id, today().minusDays(1), today().plusDays(1));
    }

    static Response bill(String id, LocalDate from, LocalDate to) {
        return json().header("Prefer", "wait=30")
                .body(Map.of("from", from.toString(), "to", to.toString()))
                .post(ACCOUNTS + "/" + id + "/invoices");
    }

    static Response post(String path, Map<String, Object> body) {
        return json().body(body).post(path);
    }

    /** What stands there once everything up to the answer's event is projected. */
    static Response read(String path, Response after) {
        return given().header("Min-Position", after.header("Event-Position")).get(path);
    }

    /** What stands there once everything that there is now is projected. */
    static Response fresh(String path) {
        int head =
                given().get("/q/health/ready")
                        .path("checks.find { it.name == 'database' }.data.position");
        return given().header("Min-Position", head).get(path);
    }

    /** What stands there once no invoice of the account is pending. */
    static Response settled(String id) {
        return Wait.until(
                () -> fresh(ACCOUNTS + "/" + id),
                account -> Integer.valueOf(0).equals(account.path("pendingInvoices")));
    }

    static Response invoice(Response billed) {
        return read(INVOICES + "/" + billed.path("invoiceId"), billed);
    }

    /** The numbers of the charges on an invoice. */
    static List<Integer> charges(Response invoice) {
        return invoice.path("lines.number");
    }

    static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    static RequestSpecification json() {
        return given().contentType(ContentType.JSON);
    }
}
