package dev.daybook.accounts;

import static dev.daybook.accounts.Account.ACCOUNT;
import static dev.daybook.support.Amounts.EUR;
import static dev.daybook.support.Amounts.KWD;
import static dev.daybook.support.Amounts.eur;
import static dev.daybook.support.Amounts.kwd;
import static dev.daybook.support.History.eventId;
import static dev.daybook.support.History.recordedAt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.daybook.accounts.Account.Event;
import dev.daybook.accounts.Account.Event.*;
import dev.daybook.accounts.AccountStatements.AccountEntry;
import dev.daybook.accounts.AccountSummaries.AccountSummary;
import dev.daybook.accounts.AccountSummaries.Status;
import dev.daybook.kernel.Recorded;
import dev.daybook.support.History;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the read tables of accounts show of a history. */
class AccountProjectionsTest {

    private static final Event CREATED = new AccountCreated("user-1", EUR);

    @Test
    void a_new_account_is_active_and_empty() {
        assertEquals(
                new AccountSummary(
                        "acc-1", "user-1", EUR, Status.ACTIVE, 0, 1, recordedAt(1), recordedAt(1)),
                summary(CREATED));
    }

    @Test
    void a_summary_holds_the_balance_the_version_and_the_time_of_the_last_event() {
        assertEquals(
                new AccountSummary(
                        "acc-1",
                        "user-1",
                        EUR,
                        Status.ACTIVE,
                        800,
                        3,
                        recordedAt(1),
                        recordedAt(3)),
                summary(
                        CREATED,
                        new MoneyDeposited(eur(1000), "t1"),
                        new MoneyWithdrawn(eur(200), "t2")));
    }

    @Test
    void a_summary_reaches_the_end_of_long() {
        assertEquals(
                Long.MAX_VALUE,
                summary(CREATED, new MoneyDeposited(eur(Long.MAX_VALUE), "t1")).balance());
    }

    @Test
    void a_summary_follows_the_account_through_its_states_and_keeps_the_balance() {
        Event deposited = new MoneyDeposited(eur(5), "t1");
        AccountSummary frozen = summary(CREATED, deposited, new AccountFrozen("r"));
        assertEquals(Status.FROZEN, frozen.status());
        assertEquals(5, frozen.balance());
        AccountSummary unfrozen =
                summary(CREATED, deposited, new AccountFrozen("r"), new AccountUnfrozen("r"));
        assertEquals(Status.ACTIVE, unfrozen.status());
        assertEquals(5, unfrozen.balance());
        AccountSummary closed = summary(CREATED, new AccountClosed("r"));
        assertEquals(Status.CLOSED, closed.status());
        assertEquals(2, closed.version());
    }

    @Test
    void a_summary_does_not_begin_in_the_middle_of_a_history() {
        assertThrows(
                NoSuchElementException.class,
                () -> summary(new MoneyDeposited(eur(1), "an event before it is missing")));
    }

    @Test
    void a_statement_has_an_entry_for_every_event_with_what_belongs_to_it() {
        assertEquals(
                List.of(
                        entry(1, "AccountCreated", null, null, null),
                        entry(2, "MoneyDeposited", 1000L, "t1", null),
                        entry(3, "MoneyWithdrawn", 200L, "t2", null),
                        entry(4, "AccountFrozen", null, null, "fraud?"),
                        entry(5, "AccountUnfrozen", null, null, "all clear"),
                        entry(6, "AccountClosed", null, null, "moved away")),
                entries(
                        CREATED,
                        new MoneyDeposited(eur(1000), "t1"),
                        new MoneyWithdrawn(eur(200), "t2"),
                        new AccountFrozen("fraud?"),
                        new AccountUnfrozen("all clear"),
                        new AccountClosed("moved away")));
    }

    @Test
    void an_entry_bears_the_currency_of_its_money() {
        List<AccountEntry> entries =
                entries(new AccountCreated("user-1", KWD), new MoneyDeposited(kwd(1050), "t1"));
        assertEquals(List.of(KWD, KWD), entries.stream().map(AccountEntry::currency).toList());
    }

    private static AccountSummary summary(Event... events) {
        AccountSummaries summaries = new AccountSummaries();
        Optional<AccountSummary> row = Optional.empty();
        for (Recorded<Event> event : history(events)) {
            assertEquals("acc-1", summaries.key(event));
            row = Optional.of(summaries.fold(row, event));
        }
        return row.orElseThrow();
    }

    private static List<AccountEntry> entries(Event... events) {
        AccountStatements statements = new AccountStatements();
        return history(events).stream()
                .flatMap(event -> statements.entries(event).stream())
                .toList();
    }

    private static List<Recorded<Event>> history(Event... events) {
        return History.of(ACCOUNT.stream("acc-1"), events);
    }

    private static AccountEntry entry(
            long version,
            String type,
            @Nullable Long amount,
            @Nullable String transactionId,
            @Nullable String reason) {
        return new AccountEntry(
                "acc-1",
                version,
                eventId(version),
                type,
                amount,
                reason == null ? EUR : null,
                transactionId,
                null,
                null,
                reason,
                recordedAt(version));
    }
}
