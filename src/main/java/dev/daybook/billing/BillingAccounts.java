package dev.daybook.billing;

import dev.daybook.billing.BillingAccount.Bill;
import dev.daybook.billing.BillingAccount.Event;
import dev.daybook.billing.BillingAccount.Event.*;
import dev.daybook.billing.BillingAccounts.BillingAccountSummary;
import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.kernel.Stored;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Currency;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row for each billing account: what it holds, and what of its charges is not billed yet. */
@RegisterForReflection(ignoreNested = false)
public final class BillingAccounts implements Projection.Fold<Event, BillingAccountSummary> {

    /**
     * @param balance below 0 where credit is used
     * @param unbilledCharges how many
     * @param unbilledTotal their sum
     * @param pendingInvoices bills whose invoice is not issued yet
     * @param lastInvoicingAt when there was last a step towards an invoice
     */
    @Stored(name = "billing_account")
    public record BillingAccountSummary(
            String accountId,
            String customerId,
            Currency currency,
            long balance,
            long creditLimit,
            long unbilledCharges,
            long unbilledTotal,
            long pendingInvoices,
            long version,
            Instant createdAt,
            Instant updatedAt,
            @Nullable Instant lastInvoicingAt) {

        private BillingAccountSummary moved(Recorded<Event> event, long change) {
            return with(event, balance + change, creditLimit, unbilledCharges, unbilledTotal);
        }

        private BillingAccountSummary limited(Recorded<Event> event, long newLimit) {
            return with(event, balance, newLimit, unbilledCharges, unbilledTotal);
        }

        private BillingAccountSummary charged(Recorded<Event> event, long amount) {
            return with(
                    event,
                    balance - amount,
                    creditLimit,
                    unbilledCharges + 1,
                    unbilledTotal + amount);
        }

        private BillingAccountSummary billed(Recorded<Event> event, Bill bill) {
            return with(
                            event,
                            balance,
                            creditLimit,
                            unbilledCharges - bill.charges().size(),
                            unbilledTotal - bill.total().amount())
                    .invoicing(event, 1);
        }

        private BillingAccountSummary with(
                Recorded<Event> event,
                long newBalance,
                long newLimit,
                long newCharges,
                long newTotal) {
            return new BillingAccountSummary(
                    accountId,
                    customerId,
                    currency,
                    newBalance,
                    newLimit,
                    newCharges,
                    newTotal,
                    pendingInvoices,
                    event.version(),
                    createdAt,
                    event.recordedAt(),
                    lastInvoicingAt);
        }

        private BillingAccountSummary invoicing(Recorded<Event> event, long change) {
            return new BillingAccountSummary(
                    accountId,
                    customerId,
                    currency,
                    balance,
                    creditLimit,
                    unbilledCharges,
                    unbilledTotal,
                    pendingInvoices + change,
                    event.version(),
                    createdAt,
                    event.recordedAt(),
                    event.recordedAt());
        }
    }

    @Override
    public BillingAccountSummary fold(
            Optional<BillingAccountSummary> before, Recorded<Event> event) {
        return switch (event.event()) {
            case AccountCreated(var customer, var currency) ->
                    new BillingAccountSummary(
                            event.stream().id(),
                            customer,
                            currency,
                            0,
                            0,
                            0,
                            0,
                            0,
                            event.version(),
                            event.recordedAt(),
                            event.recordedAt(),
                            null);
            case FundAdded(var money, _) -> before.orElseThrow().moved(event, money.amount());
            case ChargeApplied(var charge) ->
                    before.orElseThrow().charged(event, charge.money().amount());
            case CreditLimitSet(var limit) -> before.orElseThrow().limited(event, limit.amount());
            case ChargesBilled(var bill) -> before.orElseThrow().billed(event, bill);
            case ChargesInvoiced _ -> before.orElseThrow().invoicing(event, -1);
            case InvoicingReminded _ -> before.orElseThrow().invoicing(event, 0);
        };
    }
}
