package dev.daybook.web;

import static dev.daybook.accounts.Account.ACCOUNT;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.daybook.accounts.Account;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.support.Caller;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Currency;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing new is opened in a currency that was withdrawn; what is stored in one is used up. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class WithdrawnCurrencyTest {

    @Inject Commands commands;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    accounts         | #/currency         | {"ownerId":"o","currency":"DEM"}
                    orders           | #/currency         | {"customerId":"c","currency":"FRF"}
                    billing/accounts | #/currency         | {"customerId":"c","currency":"ITL"}
                    leases           | #/currency         | {"tenantId":"t","propertyId":"p",\
                    "startDate":"2026-01-01","endDate":"2026-12-31","monthlyRent":1,"currency":"HRK"}
                    properties       | #/units/0/currency | {"managerId":"m","address":{\
                    "street":"s","city":"c","postalCode":"1","country":"BG"},\
                    "units":[{"unitId":"u","monthlyRent":1,"currency":"BGN"}]}
                    """)
    void nothing_is_opened_in_it(String path, String pointer, String body) {
        post("/api/" + path, body)
                .statusCode(400)
                .body("errors.pointer", contains(pointer))
                .body("errors.code", contains("inactive-currency"));
    }

    @Test
    void an_account_that_is_in_it_can_be_read_and_emptied() {
        open("marks");
        open("more-marks");
        post("/api/accounts/marks/deposits", amount(500, "\"transactionId\":\"t\""))
                .statusCode(200);
        post("/api/accounts/marks/withdrawals", amount(200, "\"transactionId\":\"t\""))
                .statusCode(200);
        post(
                        "/api/transfers",
                        amount(
                                300,
                                "\"sourceAccountId\":\"marks\",\"destinationAccountId\":\"more-marks\""))
                .statusCode(201);
        post("/api/accounts/marks/close", "{\"reason\":\"emptied\"}").statusCode(200);

        Wait.until(
                        () -> given().get("/api/accounts/marks"),
                        account -> "CLOSED".equals(account.path("status")))
                .then()
                .body("currency", equalTo("DEM"), "balance", equalTo(0));
    }

    private void open(String id) {
        commands.execute(
                        ACCOUNT,
                        id,
                        new Account.Command.Open("o", Currency.getInstance("DEM")),
                        Caller.plain())
                .await()
                .indefinitely();
    }

    private static String amount(long minor, String more) {
        return "{\"amount\":%d,\"currency\":\"DEM\",%s}".formatted(minor, more);
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }
}
