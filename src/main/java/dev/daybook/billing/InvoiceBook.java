package dev.daybook.billing;

import static dev.daybook.kernel.Decision.accept;

import dev.daybook.billing.InvoiceBook.Enter;
import dev.daybook.billing.InvoiceBook.InvoiceNumbered;
import dev.daybook.billing.InvoiceBook.Kept;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Decider;
import dev.daybook.kernel.Decision;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.LocalDate;
import java.util.Locale;

/**
 * The invoices of a year in the order of their numbers: each is one event, and its number is that
 * event's version. So the log itself sees to it that the numbers have no hole.
 */
@RegisterForReflection(ignoreNested = false)
public final class InvoiceBook implements Decider<Enter, InvoiceNumbered, Kept> {

    /** Sent once for each invoice. */
    public record Enter(String invoiceId) {}

    public record InvoiceNumbered(String invoiceId) {}

    /** What is in it does not matter to what comes next. */
    public record Kept() {}

    public static final Aggregate<Enter, InvoiceNumbered, Kept> INVOICE_BOOK =
            Aggregate.of("invoice-book", new InvoiceBook()).build();

    /** The id of the book that a day is in. */
    static String of(LocalDate day) {
        return String.valueOf(day.getYear());
    }

    /** {@code 2026-000017} of version 17 of the book 2026. */
    static String number(String book, long version) {
        return String.format(Locale.ROOT, "%s-%06d", book, version);
    }

    @Override
    public Kept initial() {
        return new Kept();
    }

    @Override
    public Decision<InvoiceNumbered> decide(Enter command, Kept state) {
        return accept(new InvoiceNumbered(command.invoiceId()));
    }

    @Override
    public Kept evolve(Kept state, InvoiceNumbered event) {
        return state;
    }
}
