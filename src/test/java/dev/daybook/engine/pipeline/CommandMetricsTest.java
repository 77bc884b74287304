package dev.daybook.engine.pipeline;

import static dev.daybook.support.Caller.deposit;
import static dev.daybook.support.Caller.expecting;
import static dev.daybook.support.Caller.keyed;
import static dev.daybook.support.Caller.limits;
import static dev.daybook.support.Caller.open;
import static dev.daybook.support.Caller.withdraw;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.store.memory.InMemoryEventStore;
import dev.daybook.support.Caller;
import dev.daybook.support.FlakyStore;
import dev.daybook.support.Wait;
import io.micrometer.core.instrument.FunctionCounter;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every command is counted once, under what its caller was told. */
class CommandMetricsTest {

    private final InMemoryEventStore store = new InMemoryEventStore(Clock.systemUTC());
    private final Caller caller = new Caller(store);

    @Test
    void each_outcome_has_a_count_of_its_own() {
        caller.ask("a", open());
        caller.ask("a", deposit(5), keyed("k"));
        caller.ask("a", deposit(5), keyed("k"));
        caller.ask("a", deposit(6), keyed("k", "another"));
        caller.ask("a", deposit(7), expecting(9));
        caller.ask("a", withdraw(100));

        assertCount(1, "Open", "accepted");
        assertCount(1, "Deposit", "accepted");
        assertCount(1, "Deposit", "replayed");
        assertCount(1, "Deposit", "key-reused");
        assertCount(1, "Deposit", "version-mismatch");
        assertCount(1, "Withdraw", "rejected");
        assertCount(0, "Deposit", "rejected");
    }

    @Test
    void a_full_queue_is_counted_apart_from_what_fails() {
        Caller narrow = new Caller(store, limits(1, Duration.ofSeconds(30)));
        CompletableFuture<Boolean> released = new CompletableFuture<>();
        narrow.holdUntil(released);
        var first = narrow.send("a", open());
        var refused = narrow.send("b", open());
        Wait.until("it is refused", refused::isCompletedExceptionally);
        assertEquals(1, narrow.meters().get("daybook.command.queue.depth").gauge().value());
        released.complete(true);
        Wait.answerOf(first);
        assertCount(narrow, 1, "Open", "overloaded");
        assertCount(narrow, 1, "Open", "accepted");
        assertEquals(0, narrow.meters().get("daybook.command.queue.depth").gauge().value());
    }

    @Test
    void a_command_without_an_answer_counts_as_failed() {
        FlakyStore flaky = new FlakyStore(store);
        flaky.otherwise(FlakyStore.Line.CALL_LOST);
        Caller unlucky = new Caller(flaky, limits(10, Duration.ofMillis(50)));
        var lost = unlucky.send("a", open());
        Wait.until("it fails", lost::isCompletedExceptionally);
        assertCount(unlucky, 1, "Open", "failed");
    }

    @Test
    void commands_that_go_together_are_one_batch() {
        caller.ask("a", open());
        caller.inOneBatch(
                        () ->
                                IntStream.range(0, 10)
                                        .mapToObj(_ -> caller.send("a", deposit(1)))
                                        .toList())
                .forEach(Wait::answerOf);
        var batches = caller.meters().get("daybook.append.batch").summary();
        assertEquals(2, batches.count());
        assertEquals(11, batches.totalAmount());
        assertEquals(2, caller.meters().get("daybook.append").timer().count());
        assertEquals(
                10,
                caller.meters()
                        .get("daybook.events.appended")
                        .tag("category", "account")
                        .tag("type", "MoneyDeposited")
                        .counter()
                        .count());
    }

    @Test
    void states_at_hand_are_told_from_those_that_were_read() {
        caller.ask("a", open());
        caller.ask("a", deposit(1));
        caller.ask("b", open());
        assertEquals(1, cache("hit").count());
        assertEquals(2, cache("miss").count());
    }

    private FunctionCounter cache(String result) {
        return caller.meters()
                .get("daybook.cache.requests")
                .tag("cache", "states")
                .tag("result", result)
                .functionCounter();
    }

    private void assertCount(int expected, String command, String outcome) {
        assertCount(caller, expected, command, outcome);
    }

    private static void assertCount(Caller caller, int expected, String command, String outcome) {
        assertEquals(
                expected,
                caller.meters()
                        .get("daybook.commands")
                        .tag("category", "account")
                        .tag("command", command)
                        .tag("outcome", outcome)
                        .counter()
                        .count(),
                command + " " + outcome);
    }
}
