package dev.daybook.billing;

import static dev.daybook.billing.BillingAccount.BILLING_ACCOUNT;
import static dev.daybook.billing.Invoice.INVOICE;
import static dev.daybook.billing.InvoiceBook.INVOICE_BOOK;
import static dev.daybook.kernel.Process.Send.send;

import dev.daybook.billing.BillingAccount.Bill;
import dev.daybook.billing.BillingAccount.Command.*;
import dev.daybook.billing.BillingAccount.Event;
import dev.daybook.billing.BillingAccount.Event.*;
import dev.daybook.billing.Invoice.Command.Issue;
import dev.daybook.billing.InvoiceBook.Enter;
import dev.daybook.kernel.Process;
import dev.daybook.kernel.Recorded;
import java.time.Duration;
import java.util.List;

/**
 * Makes an invoice of each bill:
 *
 * <pre>
 * event              command                                accepted as version n
 * ChargesBilled      enter it in the book of the year       issue the invoice number n
 *                    issue the invoice                      ConfirmInvoice
 * InvoicingReminded  all of it again
 * </pre>
 *
 * Nobody refuses any of it: the charges are the bill's alone, and so is the invoice's id.
 */
public final class InvoicingProcess implements Process<Event> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String UNFINISHED =
            """
            select account_id as id, 'BILLED' as status, extract(epoch from clock_timestamp() - last_invoicing_at)::float8 as seconds
            from billing_account
            where pending_invoices > 0
            order by last_invoicing_at
            limit $1
            """;

    @Override
    public String name() {
        return "invoicing";
    }

    @Override
    public Deadline deadline() {
        return new Deadline(PATIENCE, UNFINISHED, id -> send(BILLING_ACCOUNT, id, new Remind()));
    }

    @Override
    public List<Send<?>> on(Recorded<Event> event) {
        String account = event.stream().id();
        return switch (event.event()) {
            case ChargesBilled(var bill) -> List.of(enter(account, bill));
            case InvoicingReminded(var bill) -> List.of(enter(account, bill));
            case AccountCreated _,
                    FundAdded _,
                    ChargeApplied _,
                    CreditLimitSet _,
                    ChargesInvoiced _ ->
                    List.of();
        };
    }

    private static Send<?> enter(String account, Bill bill) {
        String book = InvoiceBook.of(bill.issuedOn());
        return send(INVOICE_BOOK, book, new Enter(bill.invoiceId()))
                .once("number/" + bill.invoiceId())
                .then(version -> issue(account, bill, InvoiceBook.number(book, version)));
    }

    private static Send<?> issue(String account, Bill bill, String number) {
        return send(INVOICE, bill.invoiceId(), new Issue(number, account, bill))
                .once("issue/" + bill.invoiceId())
                .then(send(BILLING_ACCOUNT, account, new ConfirmInvoice(bill.invoiceId(), number)));
    }
}
