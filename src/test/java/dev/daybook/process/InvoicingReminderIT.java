package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A bill whose event was skipped by an operator gets its invoice, and no number is burnt. */
class InvoicingReminderIT {

    private static final String ACCOUNTS = "/api/billing/accounts";
    private static final String PERIOD = "{\"from\":\"2000-01-01\",\"to\":\"9999-12-31\"}";

    private final TestDatabase database = TestDatabase.migrated();

    @Test
    void a_bill_that_was_skipped_is_reminded_of_and_keeps_its_number() throws IOException {
        try (Service service = Service.start(database.settings())) {
            charge(service, "acc-1");
            charge(service, "acc-2");
            database.execute(
                    "alter table events add constraint no_invoices check (category <> 'invoice') not valid");
            assertEquals(202, bill(service, "acc-1").statusCode());
            Wait.until(
                    "the bill is parked",
                    () -> database.number("select count(*) from parked_streams") == 1);
            HttpResponse<String> skipped =
                    service.post(
                            "/api/admin/projections/invoicing/parked/billing-account/acc-1/skip",
                            "{\"reason\":\"a test\"}");
            assertEquals(200, skipped.statusCode(), skipped::body);
            database.execute("alter table events drop constraint no_invoices");
            assertEquals(201, bill(service, "acc-2").statusCode());
            Wait.until("the other is projected", () -> numbers().equals(List.of("acc-2|2")));

            letTimePass();
            Wait.until(
                    "the reminder has its invoice",
                    () ->
                            database.number(
                                            "select count(*) from billing_account where pending_invoices > 0")
                                    == 0);
            Wait.until("both are projected", () -> numbers().size() == 2);
            assertEquals(List.of("acc-1|1", "acc-2|2"), numbers());
            assertEquals(
                    2,
                    database.number("select count(*) from events where category = 'invoice-book'"));
        }
    }

    /** As if the patience were over. */
    private void letTimePass() {
        Wait.until(
                "the bill is projected",
                () ->
                        database.number(
                                        "select count(*) from billing_account where pending_invoices = 1")
                                == 1);
        database.execute(
                "update billing_account set last_invoicing_at = last_invoicing_at - interval '1 hour'"
                        + " where pending_invoices > 0");
    }

    private List<String> numbers() {
        return database.rows(
                "select account_id || '|' || right(number, 6)::int from invoice order by account_id");
    }

    private static void charge(Service service, String account) throws IOException {
        HttpResponse<String> opened =
                service.post(
                        ACCOUNTS,
                        "{\"accountId\":\"%s\",\"customerId\":\"c\",\"currency\":\"EUR\",\"creditLimit\":9}"
                                .formatted(account));
        assertEquals(201, opened.statusCode(), opened::body);
        HttpResponse<String> charged =
                service.post(
                        ACCOUNTS + "/" + account + "/charges",
                        "{\"amount\":5,\"currency\":\"EUR\",\"description\":\"usage\"}");
        assertEquals(200, charged.statusCode(), charged::body);
    }

    private static HttpResponse<String> bill(Service service, String account) throws IOException {
        String wait = account.equals("acc-1") ? "wait=0" : "wait=30";
        return service.post(ACCOUNTS + "/" + account + "/invoices", PERIOD, Map.of("Prefer", wait));
    }
}
