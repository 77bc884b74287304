package dev.daybook.accounts;

import dev.daybook.accounts.Account.Event;
import dev.daybook.accounts.Account.Event.*;
import dev.daybook.accounts.AccountSummaries.AccountSummary;
import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Currency;
import java.util.Optional;

/** One row for each account: what it holds now, and in which state it is. */
@RegisterForReflection(ignoreNested = false)
public final class AccountSummaries implements Projection.Fold<Event, AccountSummary> {

    public enum Status {
        ACTIVE,
        FROZEN,
        CLOSED
    }

    public record AccountSummary(
            String accountId,
            String ownerId,
            Currency currency,
            Status status,
            long balance,
            long version,
            Instant createdAt,
            Instant updatedAt) {

        private AccountSummary after(Recorded<Event> event, Status newStatus, long change) {
            return new AccountSummary(
                    accountId,
                    ownerId,
                    currency,
                    newStatus,
                    balance + change,
                    event.version(),
                    createdAt,
                    event.recordedAt());
        }
    }

    @Override
    public AccountSummary fold(Optional<AccountSummary> before, Recorded<Event> event) {
        return switch (event.event()) {
            case AccountCreated created -> opened(created, event);
            case MoneyDeposited(var money, _) -> moved(before, event, money.amount());
            case MoneyWithdrawn(var money, _) -> moved(before, event, -money.amount());
            case AccountFrozen _ -> before.orElseThrow().after(event, Status.FROZEN, 0);
            case AccountUnfrozen _ -> before.orElseThrow().after(event, Status.ACTIVE, 0);
            case AccountClosed _ -> before.orElseThrow().after(event, Status.CLOSED, 0);
            case TransferSent(var money, _, _) -> moved(before, event, -money.amount());
            case TransferReceived(var money, _, _) -> moved(before, event, money.amount());
            case TransferReturned(var money, _, _) -> moved(before, event, money.amount());
        };
    }

    private static AccountSummary opened(AccountCreated created, Recorded<Event> event) {
        return new AccountSummary(
                event.stream().id(),
                created.ownerId(),
                created.currency(),
                Status.ACTIVE,
                0,
                event.version(),
                event.recordedAt(),
                event.recordedAt());
    }

    private static AccountSummary moved(
            Optional<AccountSummary> before, Recorded<Event> event, long change) {
        AccountSummary row = before.orElseThrow();
        return row.after(event, row.status(), change);
    }
}
