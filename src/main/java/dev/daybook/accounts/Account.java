package dev.daybook.accounts;

import static dev.daybook.accounts.Account.Refusal.*;
import static dev.daybook.kernel.Decision.accept;
import static dev.daybook.kernel.Decision.reject;

import dev.daybook.accounts.Account.Command;
import dev.daybook.accounts.Account.Command.*;
import dev.daybook.accounts.Account.Event;
import dev.daybook.accounts.Account.Event.*;
import dev.daybook.accounts.Account.State;
import dev.daybook.accounts.Account.State.*;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Decider;
import dev.daybook.kernel.Decision;
import dev.daybook.kernel.Rejection;
import dev.daybook.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Currency;
import java.util.Optional;

/** Money goes in and comes out; the balance never falls below zero. */
@RegisterForReflection(ignoreNested = false)
public final class Account implements Decider<Command, Event, State> {

    public sealed interface Command {
        record Open(String ownerId, Currency currency) implements Command {}

        record Deposit(Money amount, String transactionId) implements Command {}

        record Withdraw(Money amount, String transactionId) implements Command {}

        record Freeze(String reason) implements Command {}

        record Unfreeze(String reason) implements Command {}

        record Close(String reason) implements Command {}

        /**
         * @param counterparty the other account of the transfer
         */
        record SendTransfer(Money amount, String transferId, String counterparty)
                implements Command {}

        record ReceiveTransfer(Money amount, String transferId, String counterparty)
                implements Command {}

        /** Gives back what was sent, whatever has become of the account. */
        record ReturnTransfer(Money amount, String transferId, String counterparty)
                implements Command {}
    }

    public sealed interface Event {
        record AccountCreated(String ownerId, Currency currency) implements Event {}

        record MoneyDeposited(Money money, String transactionId) implements Event {}

        record MoneyWithdrawn(Money money, String transactionId) implements Event {}

        record AccountFrozen(String reason) implements Event {}

        record AccountUnfrozen(String reason) implements Event {}

        record AccountClosed(String reason) implements Event {}

        record TransferSent(Money money, String transferId, String counterparty) implements Event {}

        record TransferReceived(Money money, String transferId, String counterparty)
                implements Event {}

        record TransferReturned(Money money, String transferId, String counterparty)
                implements Event {}
    }

    public sealed interface State {
        record Unopened() implements State {}

        record Active(Money balance) implements State {}

        record Frozen(Money balance) implements State {}

        /** It holds something only where a transfer came back after its end. */
        record Closed(Money balance) implements State {}
    }

    public enum Refusal implements Rejection {
        @Absent
        NO_SUCH_ACCOUNT,
        @WrongState
        ACCOUNT_EXISTS,
        @WrongState
        ACCOUNT_FROZEN,
        @WrongState
        ACCOUNT_NOT_FROZEN,
        @WrongState
        ACCOUNT_CLOSED,
        BALANCE_NOT_ZERO,
        @Blames(field = "currency", code = "differs-from-account")
        CURRENCY_MISMATCH,
        @Blames(field = "amount", code = "exceeds-balance")
        INSUFFICIENT_FUNDS,
        @Blames(field = "amount", code = "exceeds-limit")
        BALANCE_LIMIT_EXCEEDED
    }

    public static final Aggregate<Command, Event, State> ACCOUNT =
            Aggregate.of("account", new Account())
                    .refusals(Refusal.values())
                    .ownedBy(
                            event ->
                                    event instanceof AccountCreated(var owner, _)
                                            ? Optional.of(owner)
                                            : Optional.empty())
                    .snapshotVersion(2)
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
                        case Open(var owner, var currency) ->
                                accept(new AccountCreated(owner, currency));
                        default -> reject(NO_SUCH_ACCOUNT, "There is no such account.");
                    };
            case Active(var balance) ->
                    switch (command) {
                        case Open _ -> reject(ACCOUNT_EXISTS, "The account exists already.");
                        case Deposit(var amount, var reference) ->
                                in(balance, amount, new MoneyDeposited(amount, reference));
                        case Withdraw(var amount, var reference) ->
                                out(balance, amount, new MoneyWithdrawn(amount, reference));
                        case SendTransfer(var amount, var transfer, var counterparty) ->
                                out(
                                        balance,
                                        amount,
                                        new TransferSent(amount, transfer, counterparty));
                        case ReceiveTransfer(var amount, var transfer, var counterparty) ->
                                in(
                                        balance,
                                        amount,
                                        new TransferReceived(amount, transfer, counterparty));
                        case ReturnTransfer back -> returned(balance, back);
                        case Freeze(var reason) -> accept(new AccountFrozen(reason));
                        case Unfreeze _ -> reject(ACCOUNT_NOT_FROZEN, "The account is not frozen.");
                        case Close _ when !balance.isZero() ->
                                reject(
                                        BALANCE_NOT_ZERO,
                                        "The account still holds " + balance + ".");
                        case Close(var reason) -> accept(new AccountClosed(reason));
                    };
            case Frozen(var balance) ->
                    switch (command) {
                        case ReturnTransfer back -> returned(balance, back);
                        case Open _ -> reject(ACCOUNT_EXISTS, "The account exists already.");
                        case Unfreeze(var reason) -> accept(new AccountUnfrozen(reason));
                        default -> reject(ACCOUNT_FROZEN, "The account is frozen.");
                    };
            case Closed(var balance) ->
                    switch (command) {
                        case ReturnTransfer back -> returned(balance, back);
                        case Open _ ->
                                reject(ACCOUNT_EXISTS, "The account exists already, closed.");
                        default -> reject(ACCOUNT_CLOSED, "The account is closed.");
                    };
        };
    }

    @Override
    public State evolve(State state, Event event) {
        return switch (event) {
            case AccountCreated(_, var currency) -> new Active(Money.zero(currency));
            case MoneyDeposited(var money, _) -> new Active(balanceOf(state).plus(money));
            case MoneyWithdrawn(var money, _) -> new Active(balanceOf(state).minus(money));
            case AccountFrozen _ -> new Frozen(balanceOf(state));
            case AccountUnfrozen _ -> new Active(balanceOf(state));
            case AccountClosed _ -> new Closed(balanceOf(state));
            case TransferSent(var money, _, _) -> new Active(balanceOf(state).minus(money));
            case TransferReceived(var money, _, _) -> new Active(balanceOf(state).plus(money));
            case TransferReturned(var money, _, _) -> holding(state, balanceOf(state).plus(money));
        };
    }

    private static Decision<Event> in(Money balance, Money amount, Event event) {
        if (!amount.sameCurrencyAs(balance)) {
            return mismatch(balance, amount);
        }
        return balance.canAdd(amount)
                ? accept(event)
                : reject(
                        BALANCE_LIMIT_EXCEEDED, "The balance would exceed " + Long.MAX_VALUE + ".");
    }

    private static Decision<Event> out(Money balance, Money amount, Event event) {
        if (!amount.sameCurrencyAs(balance)) {
            return mismatch(balance, amount);
        }
        return amount.exceeds(balance)
                ? reject(
                        INSUFFICIENT_FUNDS,
                        "The account holds " + balance + ", " + amount + " asked.")
                : accept(event);
    }

    private static Decision<Event> returned(Money balance, ReturnTransfer back) {
        return in(
                balance,
                back.amount(),
                new TransferReturned(back.amount(), back.transferId(), back.counterparty()));
    }

    private static State holding(State state, Money balance) {
        return switch (state) {
            case Active _ -> new Active(balance);
            case Frozen _ -> new Frozen(balance);
            case Closed _ -> new Closed(balance);
            case Unopened _ -> throw new IllegalStateException("No balance in state " + state);
        };
    }

    private static Decision<Event> mismatch(Money balance, Money amount) {
        return reject(
                CURRENCY_MISMATCH,
                "The account is kept in "
                        + balance.currency()
                        + ", the amount is in "
                        + amount.currency()
                        + ".");
    }

    private static Money balanceOf(State state) {
        return switch (state) {
            case Active(var balance) -> balance;
            case Frozen(var balance) -> balance;
            case Closed(var balance) -> balance;
            case Unopened _ -> throw new IllegalStateException("No balance in state " + state);
        };
    }
}
