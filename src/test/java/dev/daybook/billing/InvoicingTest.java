package dev.daybook.billing;

import static dev.daybook.billing.BillingAccount.BILLING_ACCOUNT;
import static dev.daybook.billing.Invoice.INVOICE;
import static dev.daybook.billing.Invoice.Refusal.OUT_OF_STEP;
import static dev.daybook.billing.InvoiceBook.INVOICE_BOOK;
import static dev.daybook.support.Amounts.EUR;
import static dev.daybook.support.Amounts.eur;
import static dev.daybook.support.Specification.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.billing.BillingAccount.Bill;
import dev.daybook.billing.BillingAccount.Charge;
import dev.daybook.billing.BillingAccount.Command.ConfirmInvoice;
import dev.daybook.billing.BillingAccount.Event;
import dev.daybook.billing.BillingAccount.Event.*;
import dev.daybook.billing.Invoice.Command.Issue;
import dev.daybook.billing.Invoice.Event.InvoiceIssued;
import dev.daybook.billing.InvoiceBook.Enter;
import dev.daybook.billing.InvoiceBook.InvoiceNumbered;
import dev.daybook.kernel.Process.Send;
import dev.daybook.support.History;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a bill becomes an invoice. */
class InvoicingTest {

    private static final LocalDate NEW_YEARS_EVE = LocalDate.of(2026, 12, 31);
    private static final Bill BILL =
            new Bill(
                    "inv-1",
                    "customer-1",
                    NEW_YEARS_EVE,
                    NEW_YEARS_EVE,
                    NEW_YEARS_EVE,
                    List.of(new Charge(1, NEW_YEARS_EVE, eur(5), "usage")),
                    eur(5));

    private final InvoicingProcess process = new InvoicingProcess();

    @Test
    void the_book_takes_every_invoice() {
        given(INVOICE_BOOK).when(new Enter("inv-1")).thenAccepted(new InvoiceNumbered("inv-1"));
        given(INVOICE_BOOK, new InvoiceNumbered("inv-1"))
                .when(new Enter("inv-2"))
                .thenAccepted(new InvoiceNumbered("inv-2"));
    }

    @Test
    void a_number_is_the_year_and_the_place_in_its_book_in_any_language() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals("2026-000017", InvoiceBook.number("2026", 17));
            assertEquals("2026-1000000", InvoiceBook.number("2026", 1_000_000));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void an_invoice_is_issued_once() {
        given(INVOICE)
                .when(new Issue("2026-000001", "acc-1", BILL))
                .thenAccepted(new InvoiceIssued("2026-000001", "acc-1", BILL));
        given(INVOICE, new InvoiceIssued("2026-000001", "acc-1", BILL))
                .when(new Issue("2026-000002", "acc-1", BILL))
                .thenRejected(OUT_OF_STEP);
    }

    @Test
    void a_bill_is_entered_in_the_book_of_its_year_and_issued_under_the_number_it_got() {
        Send<?> enter = only(on(new ChargesBilled(BILL)));
        assertEquals(INVOICE_BOOK, enter.target());
        assertEquals("2026", enter.id());
        assertEquals(new Enter("inv-1"), enter.command());
        assertEquals(Optional.of("number/inv-1"), enter.step());

        Send<?> issue = only(enter.accepted().apply(17));
        assertEquals(INVOICE, issue.target());
        assertEquals("inv-1", issue.id());
        assertEquals(new Issue("2026-000017", "acc-1", BILL), issue.command());
        assertEquals(Optional.of("issue/inv-1"), issue.step());

        Send<?> confirm = only(issue.accepted().apply(1));
        assertEquals(BILLING_ACCOUNT, confirm.target());
        assertEquals("acc-1", confirm.id());
        assertEquals(new ConfirmInvoice("inv-1", "2026-000017"), confirm.command());
    }

    @Test
    void a_reminder_repeats_the_same_steps() {
        Send<?> first = only(on(new ChargesBilled(BILL)));
        Send<?> again = only(on(new InvoicingReminded(BILL)));
        assertEquals(first.command(), again.command());
        assertEquals(first.step(), again.step());
        assertEquals(
                only(first.accepted().apply(3)).step(), only(again.accepted().apply(3)).step());
    }

    @Test
    void nothing_else_makes_an_invoice() {
        List.<Event>of(
                        new AccountCreated("customer-1", EUR),
                        new FundAdded(eur(1), null),
                        new ChargeApplied(BILL.charges().getFirst()),
                        new CreditLimitSet(eur(1)),
                        new ChargesInvoiced("inv-1", "2026-000001"))
                .forEach(event -> assertEquals(List.of(), on(event)));
    }

    private List<Send<?>> on(Event event) {
        return process.on(History.of(BILLING_ACCOUNT.stream("acc-1"), event).getFirst());
    }

    private static Send<?> only(List<Send<?>> sends) {
        assertEquals(1, sends.size());
        return sends.getFirst();
    }
}
