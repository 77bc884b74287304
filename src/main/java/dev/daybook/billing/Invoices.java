package dev.daybook.billing;

import dev.daybook.billing.BillingAccount.Bill;
import dev.daybook.billing.Invoice.Event;
import dev.daybook.billing.Invoice.Event.InvoiceIssued;
import dev.daybook.billing.Invoices.IssuedInvoice;
import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.kernel.Stored;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/** One row for each invoice, with its lines. */
@RegisterForReflection(ignoreNested = false)
public final class Invoices implements Projection.Fold<Event, IssuedInvoice> {

    /**
     * One charge.
     *
     * @param number of the charge on its account
     */
    public record InvoiceLine(long number, LocalDate day, String description, long amount) {}

    /**
     * @param position of its event in the log: invoices are listed by it
     */
    @Stored(name = "invoice")
    public record IssuedInvoice(
            String invoiceId,
            String number,
            String accountId,
            String customerId,
            LocalDate firstDay,
            LocalDate lastDay,
            LocalDate issuedOn,
            Currency currency,
            long total,
            List<InvoiceLine> lines,
            long version,
            long position,
            Instant issuedAt) {
        public IssuedInvoice {
            lines = List.copyOf(lines);
        }
    }

    @Override
    public IssuedInvoice fold(Optional<IssuedInvoice> before, Recorded<Event> event) {
        return switch (event.event()) {
            case InvoiceIssued(var number, var account, var bill) ->
                    new IssuedInvoice(
                            bill.invoiceId(),
                            number,
                            account,
                            bill.customerId(),
                            bill.from(),
                            bill.to(),
                            bill.issuedOn(),
                            bill.total().currency(),
                            bill.total().amount(),
                            lines(bill),
                            event.version(),
                            event.position(),
                            event.recordedAt());
        };
    }

    private static List<InvoiceLine> lines(Bill bill) {
        return bill.charges().stream()
                .map(
                        charge ->
                                new InvoiceLine(
                                        charge.number(),
                                        charge.day(),
                                        charge.description(),
                                        charge.money().amount()))
                .toList();
    }
}
