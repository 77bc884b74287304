package dev.daybook.billing;

import static dev.daybook.billing.Billing.*;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Background;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invoices over HTTP: issued once for each charge, and shown as JSON and as CSV. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class InvoiceResourceTest {

    private static final int TRIES = 25;

    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String a = "a-" + run;

    @Test
    void the_charges_of_a_period_become_an_invoice() {
        open(a, "c-" + run, 100);
        charge(a, 30, "January");
        charge(a, 12, "January, more");
        Response billed = bill(a);
        String id = billed.path("invoiceId");
        billed.then()
                .statusCode(201)
                .header("Location", INVOICES + "/" + id)
                .header("ETag", "\"1\"")
                .header("Event-Position", notNullValue())
                .body("version", equalTo(1), "status", equalTo("ISSUED"))
                .body("position", equalTo(Integer.valueOf(billed.header("Event-Position"))));

        Response invoice = invoice(billed);
        invoice.then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .header("Vary", "Accept")
                .header("Projection-Position", notNullValue())
                .body("invoiceId", equalTo(id), "accountId", equalTo(a))
                .body("customerId", equalTo("c-" + run), "currency", equalTo("EUR"))
                .body("number", matchesPattern(today().getYear() + "-\\d{6}"))
                .body("from", equalTo(today().minusDays(1).toString()))
                .body("to", equalTo(today().plusDays(1).toString()))
                .body("issuedOn", equalTo(today().toString()))
                .body("total", equalTo(42), "version", equalTo(1))
                .body("lines.number", contains(1, 2), "lines.amount", contains(30, 12))
                .body("lines.description", contains("January", "January, more"));
        given().get(INVOICES + "/" + id + "?version=1").then().body("total", equalTo(42));
    }

    @Test
    void an_invoice_can_be_had_as_a_table() {
        open(a, "c-" + run, 100);
        charge(a, 30, "January, \"all\" of it");
        charge(a, 12, "=SUM(A1:A9)");
        Response billed = bill(a);
        Response invoice = invoice(billed);
        String day = today().toString();
        String number = invoice.path("number");
        Response table = csv(billed, "text/csv");
        table.then()
                .statusCode(200)
                .header("Content-Type", matchesPattern("(?i)text/csv;charset=utf-8"))
                .header("ETag", "\"1-csv\"")
                .header("Vary", "Accept")
                .header("Projection-Position", notNullValue());
        assertEquals(
                """
                invoice,issuedOn,customerId,charge,day,description,amount,currency
                NUMBER,DAY,CUSTOMER,1,DAY,"January, ""all"" of it",30,EUR
                NUMBER,DAY,CUSTOMER,2,DAY,'=SUM(A1:A9),12,EUR
                """
                        .replace("NUMBER", number)
                        .replace("DAY", day)
                        .replace("CUSTOMER", "c-" + run)
                        .replace("\n", "\r\n"),
                table.asString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*|application/json",
                "text/*|text/csv",
                "application/json|application/json",
                "application/json, text/csv;q=0.9|application/json",
                "application/json;q=0.5, text/csv|text/csv",
                "text/html, text/csv;q=0.1|text/csv",
                "text/csv;q=0.2, */*;q=0.1|text/csv",
                "TEXT/CSV|text/csv"
            })
    void the_client_chooses_what_it_gets(String accept, String type) {
        open(a, "c", 100);
        charge(a, 30, "January");
        Response billed = bill(a);
        Response answer = csv(billed, accept);
        answer.then()
                .statusCode(200)
                .header("Content-Type", matchesPattern("(?i)" + type + "(;.*)?"));
        String tag = type.equals("text/csv") ? "\"1-csv\"" : "\"1\"";
        answer.then().header("ETag", tag);
        String other = type.equals("text/csv") ? "\"1\"" : "\"1-csv\"";
        String path = INVOICES + "/" + billed.path("invoiceId");
        given().header("Accept", accept)
                .header("If-None-Match", tag)
                .get(path)
                .then()
                .statusCode(304)
                .header("Vary", "Accept");
        given().header("Accept", accept)
                .header("If-None-Match", other)
                .get(path)
                .then()
                .statusCode(200);
        given().header("Accept", accept).header("If-Match", tag).get(path).then().statusCode(200);
        given().header("Accept", accept)
                .header("If-Match", "\"2\"")
                .get(path)
                .then()
                .statusCode(412);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml", "image/*"})
    void nothing_else_is_to_be_had(String accept) {
        open(a, "c", 100);
        charge(a, 30, "January");
        assertProblem(csv(bill(a), accept), 406, "not-acceptable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/csv", "application/json", "*/*"})
    void an_invoice_that_is_not_there_is_a_problem_in_any_type(String accept) {
        assertProblem(
                given().header("Accept", accept).get(INVOICES + "/none-" + run),
                404,
                "no-such-invoice");
    }

    @Test
    void what_is_billed_is_not_billed_again() {
        open(a, "c", 100);
        charge(a, 30, "first");
        bill(a).then().statusCode(201);
        assertProblem(bill(a), 422, "nothing-to-bill");
        charge(a, 5, "second");
        invoice(bill(a)).then().body("lines.description", contains("second"));
        assertProblem(bill(a, today().plusDays(2), today().plusDays(9)), 422, "nothing-to-bill");
    }

    @Test
    void one_key_is_one_invoice_however_often_it_is_sent() {
        open(a, "c", 100);
        charge(a, 30, "first");
        Response first = keyed("k-" + run);
        charge(a, 5, "second");
        Response again = keyed("k-" + run);
        first.then().statusCode(201).header("Idempotent-Replayed", nullValue());
        again.then().statusCode(201).header("Idempotent-Replayed", "true");
        assertEquals(first.asString(), again.asString());
        assertEquals(first.header("Location"), again.header("Location"));
        invoice(again).then().body("lines.description", contains("first"));
        invoice(keyed("k2-" + run)).then().body("lines.description", contains("second"));
        assertProblem(keyed("k3-" + run), 422, "nothing-to-bill");
        charge(a, 5, "third");
        assertProblem(keyed("k3-" + run), 422, "nothing-to-bill");
    }

    @Test
    void who_does_not_wait_is_told_where_to_look() {
        open(a, "c", 100);
        charge(a, 30, "first");
        Response billed =
                json().header("Prefer", "wait=0")
                        .body(Map.of("from", "2000-01-01", "to", "9999-12-31"))
                        .post(ACCOUNTS + "/" + a + "/invoices");
        billed.then()
                .statusCode(202)
                .header("Location", INVOICES + "/" + billed.path("invoiceId"))
                .body("status", equalTo("BILLED"));
        Wait.until(
                        () -> given().get(billed.header("Location")),
                        answer -> answer.statusCode() == 200)
                .then()
                .body("total", equalTo(30));
    }

    @Test
    void invoices_are_listed_the_newest_first_and_without_their_lines() {
        open(a, "c", 100);
        List<String> ids = new ArrayList<>();
        Response last = null;
        for (int number = 1; number <= 3; number++) {
            charge(a, number, "charge " + number);
            last = bill(a);
            ids.addFirst(last.path("invoiceId"));
        }
        Response page = read(INVOICES + "?limit=2&accountId=" + a, last);
        page.then()
                .statusCode(200)
                .body("items.invoiceId", equalTo(ids.subList(0, 2)))
                .body("items.total", contains(3, 2))
                .body("items.lines", contains(nullValue(), nullValue()))
                .body("items[0].number", matchesPattern("\\d{4}-\\d{6}"))
                .header("Link", notNullValue());
        given().get(INVOICES + "?limit=2&accountId=" + a + "&cursor=" + page.path("nextCursor"))
                .then()
                .body("items.invoiceId", equalTo(ids.subList(2, 3)), "nextCursor", nullValue());
        given().get(INVOICES + "?accountId=none-" + run).then().body("items", hasSize(0));
        given().get(INVOICES).then().statusCode(400);
        given().get(INVOICES + "?accountId=b&cursor=" + page.path("nextCursor"))
                .then()
                .statusCode(400);
    }

    /** Several bill the same and overlapping days at once, while charges go on coming. */
    @Test
    void whoever_races_each_charge_is_on_one_invoice_and_the_numbers_have_no_hole() {
        List<String> accounts = IntStream.range(0, 3).mapToObj(n -> a + "-" + n).toList();
        accounts.forEach(id -> open(id, "c", 1_000_000));
        List<CompletableFuture<Response>> sent = new ArrayList<>();
        for (int number = 0; number < TRIES; number++) {
            for (String id : accounts) {
                charge(id, 1, "usage").then().statusCode(200);
                sent.add(Background.start(() -> charge(id, 1, "more")));
                int shift = number % 2;
                sent.add(
                        Background.start(
                                () -> bill(id, today().minusDays(shift), today().plusDays(1))));
                sent.add(Background.start(() -> bill(id, today(), today().plusDays(shift))));
                sent.add(Background.start(() -> bill(id)));
            }
        }
        sent.forEach(
                each ->
                        assertTrue(
                                List.of(200, 201, 422).contains(Wait.answerOf(each).statusCode()),
                                () -> Wait.answerOf(each).asString()));
        accounts.forEach(Billing::bill);
        accounts.forEach(InvoiceResourceTest::assertEachChargeIsOnOneInvoice);
        assertNumbersWithoutHole();
    }

    private static void assertEachChargeIsOnOneInvoice(String account) {
        settled(account).then().body("unbilledCharges", equalTo(0), "unbilledTotal", equalTo(0));
        List<Integer> charges = new ArrayList<>();
        for (String id :
                allPages(INVOICES + "?limit=100&accountId=" + account, "items.invoiceId")) {
            charges.addAll(
                    charges(
                            Wait.until(
                                    () -> given().get(INVOICES + "/" + id),
                                    answer -> answer.statusCode() == 200)));
        }
        assertEquals(
                IntStream.rangeClosed(1, 2 * TRIES).boxed().toList(),
                charges.stream().sorted().toList());
    }

    /** Each invoice of the year bears the version at which it stands in the book. */
    private static void assertNumbersWithoutHole() {
        int year = today().getYear();
        String book = "/api/streams/invoice-book/" + year + "/events?limit=100";
        List<String> entered = allPages(book, "items.payload.invoiceId");
        assertEquals(entered.size(), new HashSet<>(entered).size(), "entered twice");
        for (int number = 1; number <= entered.size(); number++) {
            String id = entered.get(number - 1);
            Wait.until(() -> given().get(INVOICES + "/" + id), answer -> answer.statusCode() == 200)
                    .then()
                    .body("number", equalTo("%d-%06d".formatted(year, number)));
        }
    }

    private static List<String> allPages(String path, String items) {
        List<String> all = new ArrayList<>();
        Response page = fresh(path);
        all.addAll(page.path(items));
        while (page.path("nextCursor") != null) {
            page = given().get(path + "&cursor=" + page.path("nextCursor"));
            all.addAll(page.path(items));
        }
        return all;
    }

    private Response keyed(String key) {
        return json().header("Idempotency-Key", key)
                .header("Prefer", "wait=30")
                .body(Map.of("from", "2000-01-01", "to", "9999-12-31"))
                .post(ACCOUNTS + "/" + a + "/invoices");
    }

    private static Response csv(Response billed, String accept) {
        return given().header("Accept", accept)
                .header("Min-Position", billed.header("Event-Position"))
                .get(INVOICES + "/" + billed.path("invoiceId"));
    }

    private static void assertProblem(Response answer, int status, String code) {
        answer.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code));
    }
}
