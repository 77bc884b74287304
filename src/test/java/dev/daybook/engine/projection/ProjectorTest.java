package dev.daybook.engine.projection;

import static dev.daybook.support.Caller.deposit;
import static dev.daybook.support.Caller.open;
import static dev.daybook.support.Caller.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.accounts.Account;
import dev.daybook.accounts.Account.Event;
import dev.daybook.accounts.Account.Event.MoneyDeposited;
import dev.daybook.accounts.AccountSummaries;
import dev.daybook.accounts.AccountSummaries.AccountSummary;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.subscription.EventStillFails;
import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.NewEvent;
import dev.daybook.store.UuidV7;
import dev.daybook.support.AccountTables;
import dev.daybook.support.Caller;
import dev.daybook.support.Entries;
import dev.daybook.support.Histories;
import dev.daybook.support.ReadSide;
import dev.daybook.support.Tally;
import dev.daybook.support.Tally.Command.Add;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The read tables are the fold of the log, every event once, whatever happens meanwhile. */
@ParameterizedClass
@EnumSource(TestLog.Kind.class)
class ProjectorTest {

    /** A fold with a bug that can be mended. */
    private static final class BuggySummaries implements Projection.Fold<Event, AccountSummary> {

        private final AccountSummaries right = new AccountSummaries();
        private volatile boolean mended;

        @Override
        public String table() {
            return right.table();
        }

        @Override
        public int version() {
            return right.version();
        }

        @Override
        public Class<AccountSummary> rowType() {
            return right.rowType();
        }

        @Override
        public AccountSummary fold(Optional<AccountSummary> before, Recorded<Event> event) {
            if (!mended
                    && event.event() instanceof MoneyDeposited(var money, _)
                    && money.amount() == 13) {
                throw new IllegalStateException("thirteen");
            }
            return right.fold(before, event);
        }
    }

    private static final StreamId A = Account.ACCOUNT.stream("a");

    private final TestLog log;
    private final Caller caller;

    ProjectorTest(TestLog.Kind kind) {
        log = new TestLog(kind);
        caller = new Caller(log.store());
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void every_event_lands_once_with_two_owners_on_the_same_tables() {
        try (ReadSide one = new ReadSide(log, log.store());
                ReadSide other = new ReadSide(log, log.storeOfAnotherInstance())) {
            Histories histories = new Histories();
            List<CompletableFuture<Outcome>> sent = new ArrayList<>();
            for (int number = 0; number < 500; number++) {
                String id = histories.id(10);
                sent.add(caller.send(id, number < 100 ? open() : histories.command()));
                one.wake();
                other.wake();
            }
            Caller.answersOf(sent);
            one.wake();
            other.wake();
            one.untilCaughtUp();
        }
        assertTablesAreTheFoldOfTheLog();
    }

    @Test
    void the_events_of_other_modules_move_the_checkpoint_and_nothing_else() {
        caller.openWith("a", 5);
        Wait.answerOf(caller.send(Tally.TALLY, "t", new Add(50), plain()));
        try (ReadSide owner = new ReadSide(log, log.store())) {
            owner.wake();
            owner.untilCaughtUp();
            assertEquals(52, owner.checkpoint(owner.summaries()));
        }
        assertTablesAreTheFoldOfTheLog();
    }

    @Test
    void a_new_owner_goes_on_where_the_last_one_stopped() {
        try (ReadSide owner = new ReadSide(log, log.store())) {
            caller.openWith("a", 5);
            owner.wake();
            owner.untilCaughtUp();
        }
        caller.ask("a", deposit(1));
        try (ReadSide next = new ReadSide(log, log.storeOfAnotherInstance())) {
            next.wake();
            next.untilCaughtUp();
        }
        assertTablesAreTheFoldOfTheLog();
    }

    @Test
    void what_becomes_readable_after_the_wake_up_is_found_by_the_next_one() {
        caller.openWith("a", 0);
        try (ReadSide owner = new ReadSide(log, log.store())) {
            owner.wake();
            owner.untilCaughtUp();
            owner.wake();
            caller.ask("a", deposit(1));
            owner.wake();
            owner.untilCaughtUp();
        }
        assertTablesAreTheFoldOfTheLog();
    }

    @Test
    void a_row_that_somebody_took_away_is_written_with_its_next_event() {
        caller.openWith("a", 1);
        caller.openWith("b", 1);
        try (ReadSide owner = new ReadSide(log, log.store())) {
            owner.wake();
            owner.untilCaughtUp();
            log.database().execute("delete from account_summary where account_id = 'a'");
            caller.ask("a", deposit(1));
            caller.ask("b", deposit(1));
            owner.wake();
            owner.untilCaughtUp();
        }
        assertTablesAreTheFoldOfTheLog();
    }

    @Test
    void a_broken_read_table_holds_the_checkpoint_and_is_named_until_it_is_repaired() {
        caller.openWith("a", 0);
        try (ReadSide owner = new ReadSide(log, log.store())) {
            owner.wake();
            owner.untilCaughtUp();
            log.database().execute("alter table account_summary rename to elsewhere");
            caller.ask("a", deposit(1));
            owner.wake();

            Wait.until("it says so", () -> owner.summaries().failure().isPresent());
            String failure = owner.summaries().failure().orElseThrow();
            assertTrue(failure.contains("\"account_summary\" does not exist"), failure);
            assertEquals(1, owner.checkpoint(owner.summaries()));
            Wait.until("the other goes on", () -> owner.checkpoint(owner.statements()) == 2);
            assertEquals(Optional.empty(), owner.statements().failure());

            log.database().execute("alter table elsewhere rename to account_summary");
            owner.untilCaughtUp();
            Wait.until("all is well", () -> owner.summaries().failure().isEmpty());
        }
        assertTablesAreTheFoldOfTheLog();
    }

    @Test
    void a_stream_of_which_an_event_cannot_be_folded_is_parked_until_it_can() {
        BuggySummaries buggy = new BuggySummaries();
        caller.openWith("fine", 1);
        caller.openWith("a", 0);
        try (ReadSide owner = new ReadSide(log, log.store(), buggy)) {
            caller.ask("a", deposit(12));
            caller.ask("a", deposit(13));
            caller.ask("a", deposit(14));
            caller.ask("fine", deposit(15));
            owner.wake();
            owner.untilCaughtUp();

            assertEquals(List.of("account|a|3|5|4"), parked());
            assertEquals(List.of("a|12", "fine|16"), balances());
            assertEquals(
                    List.of(
                            "account_summary cannot take event 5 (account/a, version 3): java.lang.IllegalStateException: thirteen"),
                    log.database().rows("select error from parked_streams"));
            assertThrows(EventStillFails.class, () -> Wait.answerOf(retry(owner)));
            assertEquals(List.of("account|a|3|5|5"), parked());

            caller.ask("a", deposit(16));
            owner.wake();
            owner.untilCaughtUp();
            buggy.mended = true;
            assertEquals(3, Wait.answerOf(retry(owner)));
            caller.ask("a", deposit(17));
            owner.wake();
            owner.untilCaughtUp();
            assertThrows(NoSuchElementException.class, () -> Wait.answerOf(retry(owner)));
        }
        assertEquals(List.of(), parked());
        assertTablesAreTheFoldOfTheLog();
    }

    @Test
    void an_event_that_is_skipped_is_left_out_and_the_ones_behind_it_are_handled() {
        caller.openWith("a", 0);
        try (ReadSide owner = new ReadSide(log, log.store(), new BuggySummaries())) {
            for (long amount : List.of(13, 14, 13, 15)) {
                caller.ask("a", deposit(amount));
            }
            owner.wake();
            owner.untilCaughtUp();
            Uni<Long> skipping = owner.parkedSummaries().skip(A, "not worth it", Optional.of("jo"));
            assertThrows(EventStillFails.class, () -> Wait.answerOf(skipping));
            assertEquals(List.of("a|14"), balances());
            assertEquals(
                    1,
                    Wait.answerOf(owner.parkedSummaries().skip(A, "nor this", Optional.empty())));
        }
        assertEquals(List.of("a|29"), balances());
        assertEquals(
                List.of("2|not worth it|jo", "4|nor this|null"),
                log.database()
                        .rows(
                                "select position, reason, skipped_by from skipped_events order by position"));
        assertEquals(List.of(), parked());
    }

    @Test
    void a_stream_with_an_event_that_cannot_be_read_is_parked_by_each_projection() {
        caller.openWith("a", 0);
        NewEvent unknown = new NewEvent(UuidV7.next(), "NeverHeardOf", 1, "{}", "{}");
        Wait.answerOf(
                log.store()
                        .append(List.of(Entries.entry(Account.ACCOUNT.stream("b"), 0, unknown))));
        caller.ask("a", deposit(1));
        try (ReadSide owner = new ReadSide(log, log.store())) {
            owner.wake();
            owner.untilCaughtUp();
        }
        assertEquals(
                List.of("account_statement|b", "account_summary|b"),
                log.database()
                        .rows("select subscription, stream_id from parked_streams order by 1"));
        String error = log.database().rows("select error from parked_streams").getFirst();
        assertTrue(error.startsWith("Event 2 (account/b, version 1)"), error);
        assertTrue(error.contains("NeverHeardOf"), error);
        assertEquals(List.of("a|1"), balances());
    }

    @Test
    void live_tables_are_those_of_a_clean_replay_for_any_history() {
        Histories histories = new Histories();
        try (ReadSide owner = new ReadSide(log, log.store())) {
            for (int round = 0; round < 20; round++) {
                Caller.answersOf(
                        IntStream.range(0, 40)
                                .mapToObj(_ -> caller.send(histories.id(6), histories.command()))
                                .toList());
                owner.wake();
            }
            owner.untilCaughtUp();
        }
        assertTablesAreTheFoldOfTheLog();
    }

    private static Uni<Long> retry(ReadSide owner) {
        return owner.parkedSummaries().retry(A);
    }

    private List<String> parked() {
        return log.database()
                .rows(
                        "select category, stream_id, version, position, attempts from parked_streams");
    }

    private List<String> balances() {
        return log.database()
                .rows("select account_id, balance from account_summary order by account_id");
    }

    private void assertTablesAreTheFoldOfTheLog() {
        assertEquals(AccountTables.foldedFrom(log.store()), AccountTables.storedIn(log.database()));
    }
}
