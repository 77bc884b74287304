package dev.daybook.billing;

import dev.daybook.billing.BillingAccount.Charge;
import dev.daybook.billing.BillingAccount.Event;
import dev.daybook.billing.BillingAccount.Event.*;
import dev.daybook.billing.BillingEntries.BillingEntry;
import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row for each thing that happened to a billing account; never changes. */
@RegisterForReflection(ignoreNested = false)
public final class BillingEntries implements Projection.Journal<Event, BillingEntry> {

    public record BillingEntry(
            String accountId,
            long streamVersion,
            String eventType,
            @Nullable Long amount,
            @Nullable Currency currency,
            @Nullable String reference,
            @Nullable Long chargeNumber,
            @Nullable LocalDate day,
            @Nullable String description,
            @Nullable String invoiceId,
            @Nullable String invoiceNumber,
            Instant occurredAt) {}

    @Override
    public List<BillingEntry> entries(Recorded<Event> event) {
        return switch (event.event()) {
            case AccountCreated _ -> List.of(entry(event, null, null, null, null, null));
            case FundAdded(var money, var reference) ->
                    List.of(entry(event, money, reference, null, null, null));
            case ChargeApplied(var charge) ->
                    List.of(entry(event, charge.money(), null, charge, null, null));
            case CreditLimitSet(var limit) -> List.of(entry(event, limit, null, null, null, null));
            case ChargesBilled(var bill) ->
                    List.of(entry(event, bill.total(), null, null, bill.invoiceId(), null));
            case ChargesInvoiced(var invoice, var number) ->
                    List.of(entry(event, null, null, null, invoice, number));
            case InvoicingReminded _ -> List.of();
        };
    }

    private static BillingEntry entry(
            Recorded<Event> event,
            @Nullable Money money,
            @Nullable String reference,
            @Nullable Charge charge,
            @Nullable String invoiceId,
            @Nullable String invoiceNumber) {
        return new BillingEntry(
                event.stream().id(),
                event.version(),
                BillingAccount.BILLING_ACCOUNT.typeOf(event.event()).name(),
                money == null ? null : money.amount(),
                money == null ? null : money.currency(),
                reference,
                charge == null ? null : charge.number(),
                charge == null ? null : charge.day(),
                charge == null ? null : charge.description(),
                invoiceId,
                invoiceNumber,
                event.recordedAt());
    }
}
