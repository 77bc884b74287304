package dev.daybook.accounts;

import dev.daybook.accounts.Account.Event;
import dev.daybook.accounts.Account.Event.*;
import dev.daybook.accounts.AccountStatements.AccountEntry;
import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.money.Money;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One row for each thing that happened to an account; never changes. */
public final class AccountStatements implements Projection.Journal<Event, AccountEntry> {

    public record AccountEntry(
            String accountId,
            long streamVersion,
            UUID eventId,
            String eventType,
            @Nullable Long amount,
            @Nullable Currency currency,
            @Nullable String transactionId,
            @Nullable String reason,
            Instant occurredAt) {}

    @Override
    public String table() {
        return "account_statement";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<AccountEntry> rowType() {
        return AccountEntry.class;
    }

    @Override
    public List<AccountEntry> entries(Recorded<Event> event) {
        return List.of(
                switch (event.event()) {
                    case AccountCreated(_, var currency) ->
                            entry(event, null, currency, null, null);
                    case MoneyDeposited(var money, var reference) ->
                            movement(event, money, reference);
                    case MoneyWithdrawn(var money, var reference) ->
                            movement(event, money, reference);
                    case AccountFrozen(var reason) -> entry(event, null, null, null, reason);
                    case AccountUnfrozen(var reason) -> entry(event, null, null, null, reason);
                    case AccountClosed(var reason) -> entry(event, null, null, null, reason);
                });
    }

    private static AccountEntry movement(Recorded<Event> event, Money money, String transactionId) {
        return entry(event, money.amount(), money.currency(), transactionId, null);
    }

    private static AccountEntry entry(
            Recorded<Event> event,
            @Nullable Long amount,
            @Nullable Currency currency,
            @Nullable String transactionId,
            @Nullable String reason) {
        return new AccountEntry(
                event.stream().id(),
                event.version(),
                event.eventId(),
                Account.ACCOUNT.typeOf(event.event()).name(),
                amount,
                currency,
                transactionId,
                reason,
                event.recordedAt());
    }
}
