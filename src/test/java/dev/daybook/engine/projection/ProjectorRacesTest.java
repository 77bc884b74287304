package dev.daybook.engine.projection;

import static dev.daybook.support.Caller.deposit;
import static dev.daybook.support.Caller.open;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.accounts.Account;
import dev.daybook.engine.command.Outcome;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.memory.InMemoryEventStore;
import dev.daybook.support.AccountTables;
import dev.daybook.support.Caller;
import dev.daybook.support.HeldWriter;
import dev.daybook.support.Histories;
import dev.daybook.support.ReadSide;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is committed is projected, all of it, though writers overtake each other in PostgreSQL. */
class ProjectorRacesTest {

    private static final StreamId HELD = Account.ACCOUNT.stream("held");
    private static final String CREATED = "{\"ownerId\": \"o\", \"currency\": \"USD\"}";

    private final TestLog log = TestLog.inPostgres();
    private final Caller caller = new Caller(log.store());

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void nothing_is_skipped_though_a_writer_is_held_in_the_middle() {
        caller.openWith("a", 1);
        try (ReadSide owner = new ReadSide(log, log.storeOfAnotherInstance());
                HeldWriter held = new HeldWriter(log.database())) {
            held.append(HELD, 0, "AccountCreated", CREATED);
            List<CompletableFuture<Outcome>> sent =
                    IntStream.range(0, 20).mapToObj(_ -> caller.send("a", deposit(1))).toList();
            held.untilOthersWait(1);
            owner.wake();
            Wait.until(
                    "what is committed is projected",
                    () -> owner.checkpoint(owner.summaries()) == 2);

            held.commit();
            assertEquals(20, Caller.accepted(Caller.answersOf(sent)));
            owner.wake();
            owner.untilCaughtUp();
        }
        assertEquals(23, log.database().number("select count(*) from account_statement"));
        assertEquals(AccountTables.foldedFrom(log.store()), AccountTables.storedIn(log.database()));
    }

    @Test
    void an_event_that_is_committed_after_the_wake_up_is_found_by_the_next_scheduled_one() {
        try (ReadSide owner = new ReadSide(log, log.storeOfAnotherInstance());
                HeldWriter held = new HeldWriter(log.database())) {
            held.append(HELD, 0, "AccountCreated", CREATED);
            owner.wake();
            Wait.until("it looked", () -> owner.summaries().position() == 0);
            held.commit();

            owner.wake();
            owner.untilCaughtUp();
        }
        assertEquals(AccountTables.foldedFrom(log.store()), AccountTables.storedIn(log.database()));
    }

    @Test
    void both_stores_give_the_same_projections_for_any_history() {
        EventStore memory = new InMemoryEventStore(Clock.systemUTC());
        Caller inMemory = new Caller(memory);
        Histories histories = new Histories();
        for (int number = 0; number < 400; number++) {
            String id = histories.id(8);
            var command = number < 30 ? open() : histories.command();
            Outcome one = caller.ask(id, command);
            Outcome other = inMemory.ask(id, command);
            assertEquals(one, other);
        }
        AccountTables stored = AccountTables.foldedFrom(log.store());
        AccountTables kept = AccountTables.foldedFrom(memory);

        assertEquals(withoutTimesAndIds(stored.summaries()), withoutTimesAndIds(kept.summaries()));
        assertEquals(
                withoutTimesAndIds(stored.statements()), withoutTimesAndIds(kept.statements()));
    }

    private static List<String> withoutTimesAndIds(List<String> rows) {
        return rows.stream()
                .map(
                        row ->
                                row.replaceAll(
                                        "[0-9a-f]{8}-[0-9a-f-]{27}|2\\d{3}-[0-9-]+ [0-9:.]+", "*"))
                .toList();
    }
}
