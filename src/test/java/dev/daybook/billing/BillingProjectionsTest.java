package dev.daybook.billing;

import static dev.daybook.billing.BillingAccount.BILLING_ACCOUNT;
import static dev.daybook.billing.Invoice.INVOICE;
import static dev.daybook.support.Amounts.EUR;
import static dev.daybook.support.Amounts.eur;
import static dev.daybook.support.History.recordedAt;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.billing.BillingAccount.Bill;
import dev.daybook.billing.BillingAccount.Charge;
import dev.daybook.billing.BillingAccount.Event;
import dev.daybook.billing.BillingAccount.Event.*;
import dev.daybook.billing.BillingAccounts.BillingAccountSummary;
import dev.daybook.billing.BillingEntries.BillingEntry;
import dev.daybook.billing.Invoice.Event.InvoiceIssued;
import dev.daybook.billing.Invoices.InvoiceLine;
import dev.daybook.billing.Invoices.IssuedInvoice;
import dev.daybook.kernel.Recorded;
import dev.daybook.support.History;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the read tables of billing show of a history. */
class BillingProjectionsTest {

    private static final LocalDate DAY = LocalDate.of(2026, 1, 31);
    private static final Charge CHARGE = new Charge(1, DAY, eur(30), "usage");
    private static final Bill BILL =
            new Bill("inv-1", "customer-1", DAY, DAY, DAY, List.of(CHARGE), eur(30));

    private static final Event[] HISTORY = {
        new AccountCreated("customer-1", EUR),
        new CreditLimitSet(eur(50)),
        new FundAdded(eur(10), "bank"),
        new ChargeApplied(CHARGE),
        new ChargeApplied(new Charge(2, DAY, eur(7), "more")),
        new ChargesBilled(BILL),
        new InvoicingReminded(BILL),
        new ChargesInvoiced("inv-1", "2026-000001")
    };

    @Test
    void a_summary_shows_what_is_there_and_what_is_not_billed_yet() {
        BillingAccountSummary last = null;
        Optional<BillingAccountSummary> row = Optional.empty();
        for (Recorded<Event> event : History.of(BILLING_ACCOUNT.stream("acc-1"), HISTORY)) {
            row = Optional.of(new BillingAccounts().fold(row, event));
            last = row.get();
            if (event.version() == 6) {
                assertEquals(1, last.pendingInvoices());
                assertEquals(recordedAt(6), last.lastInvoicingAt());
            }
        }
        assertEquals(
                new BillingAccountSummary(
                        "acc-1",
                        "customer-1",
                        EUR,
                        -27,
                        50,
                        1,
                        7,
                        0,
                        8,
                        recordedAt(1),
                        recordedAt(8),
                        recordedAt(8)),
                last);
    }

    @Test
    void the_entries_show_all_that_moves_money_or_marks_it_billed() {
        List<BillingEntry> entries =
                History.of(BILLING_ACCOUNT.stream("acc-1"), HISTORY).stream()
                        .flatMap(event -> new BillingEntries().entries(event).stream())
                        .toList();
        assertEquals(
                List.of(
                        new BillingEntry(
                                "acc-1",
                                1,
                                "AccountCreated",
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                recordedAt(1)),
                        plain(2, "CreditLimitSet", 50, null, null, null),
                        plain(3, "FundAdded", 10, "bank", null, null),
                        plain(4, "ChargeApplied", 30, null, CHARGE, null),
                        plain(
                                5,
                                "ChargeApplied",
                                7,
                                null,
                                new Charge(2, DAY, eur(7), "more"),
                                null),
                        plain(6, "ChargesBilled", 30, null, null, "inv-1"),
                        new BillingEntry(
                                "acc-1",
                                8,
                                "ChargesInvoiced",
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                "inv-1",
                                "2026-000001",
                                recordedAt(8))),
                entries);
    }

    @Test
    void an_invoice_is_its_bill_with_a_number() {
        Recorded<Invoice.Event> issued =
                History.<Invoice.Event>of(
                                INVOICE.stream("inv-1"),
                                new InvoiceIssued("2026-000001", "acc-1", BILL))
                        .getFirst();
        assertEquals(
                new IssuedInvoice(
                        "inv-1",
                        "2026-000001",
                        "acc-1",
                        "customer-1",
                        DAY,
                        DAY,
                        DAY,
                        EUR,
                        30,
                        List.of(new InvoiceLine(1, DAY, "usage", 30)),
                        1,
                        100,
                        recordedAt(1)),
                new Invoices().fold(Optional.empty(), issued));
    }

    private static BillingEntry plain(
            long version,
            String type,
            long amount,
            String reference,
            Charge charge,
            String invoiceId) {
        return new BillingEntry(
                "acc-1",
                version,
                type,
                amount,
                EUR,
                reference,
                charge == null ? null : charge.number(),
                charge == null ? null : charge.day(),
                charge == null ? null : charge.description(),
                invoiceId,
                null,
                recordedAt(version));
    }
}
