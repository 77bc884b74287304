package dev.daybook.billing;

import static dev.daybook.billing.BillingAccount.Refusal.*;
import static dev.daybook.kernel.Decision.accept;
import static dev.daybook.kernel.Decision.reject;

import dev.daybook.billing.BillingAccount.Command;
import dev.daybook.billing.BillingAccount.Command.*;
import dev.daybook.billing.BillingAccount.Event;
import dev.daybook.billing.BillingAccount.Event.*;
import dev.daybook.billing.BillingAccount.State;
import dev.daybook.billing.BillingAccount.State.*;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Decider;
import dev.daybook.kernel.Decision;
import dev.daybook.kernel.Rejection;
import dev.daybook.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.LocalDate;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Funds come in and charges go out, never beyond the credit limit of that moment; each charge is
 * taken by one bill.
 */
@RegisterForReflection(ignoreNested = false)
public final class BillingAccount implements Decider<Command, Event, State> {

    /** Most charges that one bill takes: the oldest of its days. */
    static final int MOST_BILLED = 1000;

    /** Most charges that are not on an invoice: all of them are part of the state. */
    static final int MOST_OPEN = 10_000;

    /**
     * What was charged.
     *
     * @param number 1, 2, 3 ... on its account
     * @param day on which it was asked for, in UTC
     */
    public record Charge(long number, LocalDate day, Money money, String description) {}

    /**
     * What an invoice is made of: charges of these days, the first and the last one included.
     *
     * @param issuedOn in whose year the invoice gets its number
     */
    public record Bill(
            String invoiceId,
            String customerId,
            LocalDate from,
            LocalDate to,
            LocalDate issuedOn,
            List<Charge> charges,
            Money total) {
        public Bill {
            charges = List.copyOf(charges);
        }
    }

    public sealed interface Command {
        /**
         * @param creditLimit 0 for none
         */
        record Open(String customerId, Currency currency, long creditLimit) implements Command {}

        record AddFunds(Money money, @Nullable String reference) implements Command {}

        record ApplyCharge(Money money, String description, LocalDate day) implements Command {}

        /** Below what is used already it only keeps further charges out. */
        record SetCreditLimit(Money limit) implements Command {}

        /**
         * @param invoiceId of nothing that there is
         */
        record BillCharges(String invoiceId, LocalDate from, LocalDate to, LocalDate today)
                implements Command {}

        /** The invoice is issued. */
        record ConfirmInvoice(String invoiceId, String number) implements Command {}

        /** A bill has been without its invoice for too long. */
        record Remind() implements Command {}
    }

    public sealed interface Event {
        record AccountCreated(String customerId, Currency currency) implements Event {}

        record FundAdded(Money money, @Nullable String reference) implements Event {}

        record ChargeApplied(Charge charge) implements Event {}

        record CreditLimitSet(Money limit) implements Event {}

        record ChargesBilled(Bill bill) implements Event {}

        record ChargesInvoiced(String invoiceId, String number) implements Event {}

        record InvoicingReminded(Bill bill) implements Event {}
    }

    public sealed interface State {
        record Unopened() implements State {}

        /**
         * @param balance in minor units; below 0 where credit is used
         * @param charges how many there ever were
         * @param unbilled in the order of their numbers
         * @param bills whose invoice is not issued yet
         */
        record Active(
                String customerId,
                Currency currency,
                long balance,
                long creditLimit,
                long charges,
                List<Charge> unbilled,
                List<Bill> bills)
                implements State {
            public Active {
                unbilled = List.copyOf(unbilled);
                bills = List.copyOf(bills);
            }

            private Active with(long newBalance, long newLimit) {
                return new Active(
                        customerId, currency, newBalance, newLimit, charges, unbilled, bills);
            }

            private Active with(Charge charge) {
                return new Active(
                        customerId,
                        currency,
                        balance - charge.money().amount(),
                        creditLimit,
                        charge.number(),
                        Stream.concat(unbilled.stream(), Stream.of(charge)).toList(),
                        bills);
            }

            private Active with(Bill bill) {
                Set<Charge> billed = new HashSet<>(bill.charges());
                return new Active(
                        customerId,
                        currency,
                        balance,
                        creditLimit,
                        charges,
                        unbilled.stream().filter(charge -> !billed.contains(charge)).toList(),
                        Stream.concat(bills.stream(), Stream.of(bill)).toList());
            }

            private Active without(String invoiceId) {
                return new Active(
                        customerId,
                        currency,
                        balance,
                        creditLimit,
                        charges,
                        unbilled,
                        bills.stream()
                                .filter(bill -> !bill.invoiceId().equals(invoiceId))
                                .toList());
            }

            /** What may be charged; no more than {@code long} has, though there may be more. */
            private long available() {
                long sum = balance + creditLimit;
                return balance > 0 && sum < 0 ? Long.MAX_VALUE : sum;
            }

            private int open() {
                return unbilled.size() + bills.stream().mapToInt(b -> b.charges().size()).sum();
            }

            private boolean waitsFor(String invoiceId) {
                return bills.stream().anyMatch(bill -> bill.invoiceId().equals(invoiceId));
            }
        }
    }

    public enum Refusal implements Rejection {
        @Absent
        NO_SUCH_ACCOUNT,
        @WrongState
        ACCOUNT_EXISTS,
        @Blames(field = "currency", code = "differs-from-account")
        CURRENCY_MISMATCH,
        @Blames(field = "amount", code = "exceeds-balance")
        INSUFFICIENT_FUNDS,
        @Blames(field = "amount", code = "exceeds-limit")
        BALANCE_LIMIT_EXCEEDED,
        @WrongState
        TOO_MANY_UNBILLED_CHARGES,
        @Blames(field = "to", code = "before-from")
        PERIOD_REVERSED,
        NOTHING_TO_BILL,
        @WrongState
        OUT_OF_STEP
    }

    public static final Aggregate<Command, Event, State> BILLING_ACCOUNT =
            Aggregate.of("billing-account", new BillingAccount())
                    .refusals(Refusal.values())
                    .build();

    @Override
    public State initial() {
        return new Unopened();
    }

    @Override
    public Decision<Event> decide(Command command, State state) {
        return switch (state) {
            case Unopened _ ->
                    switch (command) {
                        case Open open -> opened(open);
                        default -> reject(NO_SUCH_ACCOUNT, "There is no such account.");
                    };
            case Active account ->
                    switch (command) {
                        case Open _ -> reject(ACCOUNT_EXISTS, "The account exists already.");
                        case AddFunds(var money, _) when differs(account, money) ->
                                mismatch(account, money);
                        case AddFunds(var money, _)
                                when !canHold(account.balance(), money.amount()) ->
                                beyondLong("balance");
                        case AddFunds(var money, var reference) ->
                                accept(new FundAdded(money, reference));
                        case ApplyCharge(var money, _, _) when differs(account, money) ->
                                mismatch(account, money);
                        case ApplyCharge(var money, _, _)
                                when money.amount() > account.available() ->
                                reject(INSUFFICIENT_FUNDS, shortage(account, money));
                        case ApplyCharge(var money, _, _)
                                when !canHold(total(account.unbilled()), money.amount()) ->
                                beyondLong("sum of the unbilled charges");
                        case ApplyCharge _ when account.open() >= MOST_OPEN ->
                                reject(
                                        TOO_MANY_UNBILLED_CHARGES,
                                        MOST_OPEN + " charges wait for an invoice: bill them.");
                        case ApplyCharge(var money, var description, var day) ->
                                accept(
                                        new ChargeApplied(
                                                new Charge(
                                                        account.charges() + 1,
                                                        day,
                                                        money,
                                                        description)));
                        case SetCreditLimit(var limit) when differs(account, limit) ->
                                mismatch(account, limit);
                        case SetCreditLimit(var limit) -> accept(new CreditLimitSet(limit));
                        case BillCharges bill -> billed(bill, account);
                        case ConfirmInvoice(var id, var number) when account.waitsFor(id) ->
                                accept(new ChargesInvoiced(id, number));
                        case Remind _ when !account.bills().isEmpty() ->
                                accept(new InvoicingReminded(account.bills().getFirst()));
                        case ConfirmInvoice _, Remind _ ->
                                reject(OUT_OF_STEP, "No bill waits for this.");
                    };
        };
    }

    @Override
    public State evolve(State state, Event event) {
        return switch (event) {
            case AccountCreated(var customer, var currency) ->
                    new Active(customer, currency, 0, 0, 0, List.of(), List.of());
            case FundAdded(var money, _) -> {
                Active account = active(state);
                yield account.with(account.balance() + money.amount(), account.creditLimit());
            }
            case ChargeApplied(var charge) -> active(state).with(charge);
            case CreditLimitSet(var limit) ->
                    active(state).with(active(state).balance(), limit.amount());
            case ChargesBilled(var bill) -> active(state).with(bill);
            case ChargesInvoiced(var invoice, _) -> active(state).without(invoice);
            case InvoicingReminded _ -> state;
        };
    }

    private static Decision<Event> opened(Open open) {
        Event created = new AccountCreated(open.customerId(), open.currency());
        return open.creditLimit() == 0
                ? accept(created)
                : accept(
                        created,
                        new CreditLimitSet(new Money(open.creditLimit(), open.currency())));
    }

    private static Decision<Event> billed(BillCharges command, Active account) {
        if (command.to().isBefore(command.from())) {
            return reject(PERIOD_REVERSED, command.to() + " is before " + command.from() + ".");
        }
        List<Charge> charges =
                account.unbilled().stream()
                        .filter(charge -> !charge.day().isBefore(command.from()))
                        .filter(charge -> !charge.day().isAfter(command.to()))
                        .limit(MOST_BILLED)
                        .toList();
        return charges.isEmpty()
                ? reject(
                        NOTHING_TO_BILL,
                        "There is no unbilled charge from %s to %s."
                                .formatted(command.from(), command.to()))
                : accept(
                        new ChargesBilled(
                                new Bill(
                                        command.invoiceId(),
                                        account.customerId(),
                                        command.from(),
                                        command.to(),
                                        command.today(),
                                        charges,
                                        new Money(total(charges), account.currency()))));
    }

    /** Within the range of {@code long}: no charge is taken that leads out of it. */
    private static long total(List<Charge> charges) {
        return charges.stream().mapToLong(charge -> charge.money().amount()).sum();
    }

    private static boolean canHold(long sum, long more) {
        return sum <= Long.MAX_VALUE - more;
    }

    private static Decision<Event> beyondLong(String what) {
        return reject(
                BALANCE_LIMIT_EXCEEDED, "The " + what + " would exceed " + Long.MAX_VALUE + ".");
    }

    private static String shortage(Active account, Money asked) {
        return "The account holds %d %s and has a credit limit of %d, %s asked."
                .formatted(account.balance(), account.currency(), account.creditLimit(), asked);
    }

    private static boolean differs(Active account, Money money) {
        return !money.currency().equals(account.currency());
    }

    private static Decision<Event> mismatch(Active account, Money money) {
        return reject(
                CURRENCY_MISMATCH,
                "The account is kept in %s, the amount is in %s."
                        .formatted(account.currency(), money.currency()));
    }

    private static Active active(State state) {
        return switch (state) {
            case Active account -> account;
            case Unopened _ -> throw new IllegalStateException("There is no account yet.");
        };
    }
}
