package dev.daybook.accounts;

import dev.daybook.accounts.Account.Event;
import dev.daybook.accounts.Account.Event.*;
import dev.daybook.accounts.AccountStatements.AccountEntry;
import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.kernel.Stored;
import dev.daybook.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One row for each thing that happened to an account; never changes. */
@RegisterForReflection(ignoreNested = false)
public final class AccountStatements implements Projection.Journal<Event, AccountEntry> {

    @Stored(name = "account_statement", version = 2)
    public record AccountEntry(
            String accountId,
            long streamVersion,
            UUID eventId,
            String eventType,
            @Nullable Long amount,
            @Nullable Currency currency,
            @Nullable String transactionId,
            @Nullable String transferId,
            @Nullable String counterparty,
            @Nullable String reason,
            Instant occurredAt) {

        private AccountEntry in(Currency newCurrency) {
            return new AccountEntry(
                    accountId,
                    streamVersion,
                    eventId,
                    eventType,
                    amount,
                    newCurrency,
                    transactionId,
                    transferId,
                    counterparty,
                    reason,
                    occurredAt);
        }

        private AccountEntry moving(Money money) {
            return new AccountEntry(
                    accountId,
                    streamVersion,
                    eventId,
                    eventType,
                    money.amount(),
                    money.currency(),
                    transactionId,
                    transferId,
                    counterparty,
                    reason,
                    occurredAt);
        }

        private AccountEntry as(String reference) {
            return new AccountEntry(
                    accountId,
                    streamVersion,
                    eventId,
                    eventType,
                    amount,
                    currency,
                    reference,
                    transferId,
                    counterparty,
                    reason,
                    occurredAt);
        }

        private AccountEntry of(String transfer, String other) {
            return new AccountEntry(
                    accountId,
                    streamVersion,
                    eventId,
                    eventType,
                    amount,
                    currency,
                    transactionId,
                    transfer,
                    other,
                    reason,
                    occurredAt);
        }

        private AccountEntry because(String cause) {
            return new AccountEntry(
                    accountId,
                    streamVersion,
                    eventId,
                    eventType,
                    amount,
                    currency,
                    transactionId,
                    transferId,
                    counterparty,
                    cause,
                    occurredAt);
        }
    }

    @Override
    public List<AccountEntry> entries(Recorded<Event> event) {
        AccountEntry plain = plain(event);
        return List.of(
                switch (event.event()) {
                    case AccountCreated(_, var currency) -> plain.in(currency);
                    case MoneyDeposited(var money, var reference) ->
                            plain.moving(money).as(reference);
                    case MoneyWithdrawn(var money, var reference) ->
                            plain.moving(money).as(reference);
                    case AccountFrozen(var reason) -> plain.because(reason);
                    case AccountUnfrozen(var reason) -> plain.because(reason);
                    case AccountClosed(var reason) -> plain.because(reason);
                    case TransferSent(var money, var transfer, var other) ->
                            plain.moving(money).of(transfer, other);
                    case TransferReceived(var money, var transfer, var other) ->
                            plain.moving(money).of(transfer, other);
                    case TransferReturned(var money, var transfer, var other) ->
                            plain.moving(money).of(transfer, other);
                });
    }

    private static AccountEntry plain(Recorded<Event> event) {
        return new AccountEntry(
                event.stream().id(),
                event.version(),
                event.eventId(),
                Account.ACCOUNT.typeOf(event.event()).name(),
                null,
                null,
                null,
                null,
                null,
                null,
                event.recordedAt());
    }
}
