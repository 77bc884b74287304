package dev.daybook.engine.pipeline;

import static dev.daybook.support.Caller.deposit;
import static dev.daybook.support.Caller.keyed;
import static dev.daybook.support.Caller.withdraw;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Outcome.Accepted;
import dev.daybook.engine.command.Outcome.InFlight;
import dev.daybook.engine.command.Outcome.KeyReused;
import dev.daybook.engine.command.Outcome.VersionMismatch;
import dev.daybook.engine.command.Precondition;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.Overloaded;
import dev.daybook.store.outcome.CommandId;
import dev.daybook.store.outcome.CommandKey;
import dev.daybook.support.Caller;
import dev.daybook.support.HeldWriter;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent again while the first sending is under way, here: held up by another writer. */
class KeysInFlightTest {

    private static final int MOST_WAITING = 4;

    private final TestLog log = TestLog.inPostgres();
    private final Caller caller =
            new Caller(log.store(), Caller.limits(MOST_WAITING, Duration.ofSeconds(30)));
    private HeldWriter other;

    @BeforeEach
    void hold_the_log() {
        caller.openWith("a", 10);
        other = new HeldWriter(log.database());
        other.append(new StreamId("account", "other"), 0, "AccountCreated", "{}");
    }

    @AfterEach
    void close() {
        other.close();
        assertEquals(0, caller.keysInFlight());
        log.close();
    }

    @Test
    void a_second_sending_is_told_to_come_again_where_the_first_takes_too_long() {
        CompletableFuture<Outcome> first = sendHeld(keyed("k"));
        assertEquals(new InFlight(), caller.ask("a", withdraw(10), keyed("k")));
        assertFalse(first.isDone());

        other.close();
        assertEquals(new Accepted(3, 3, false), Wait.answerOf(first));
        assertEquals(new Accepted(3, 3, true), caller.ask("a", withdraw(10), keyed("k")));
        assertEquals(3, head());
    }

    @Test
    void further_sendings_wait_for_the_first_and_get_its_answer() {
        CompletableFuture<Outcome> first = sendHeld(keyed("k"));
        List<CompletableFuture<Outcome>> others =
                IntStream.range(0, MOST_WAITING)
                        .mapToObj(_ -> caller.send("a", withdraw(10), keyed("k")))
                        .toList();

        other.close();
        assertEquals(new Accepted(3, 3, false), Wait.answerOf(first));
        others.forEach(each -> assertEquals(new Accepted(3, 3, true), Wait.answerOf(each)));
        assertEquals(3, head());
    }

    @Test
    void more_than_may_wait_are_refused_at_once() {
        CompletableFuture<Outcome> first = sendHeld(keyed("k"));
        List<CompletableFuture<Outcome>> others =
                IntStream.range(0, MOST_WAITING)
                        .mapToObj(_ -> caller.send("a", withdraw(10), keyed("k")))
                        .toList();
        assertThrows(Overloaded.class, () -> caller.ask("a", withdraw(10), keyed("k")));

        other.close();
        Wait.answerOf(first);
        others.forEach(Wait::answerOf);
        assertEquals(new Accepted(3, 3, true), caller.ask("a", withdraw(10), keyed("k")));
    }

    @Test
    void another_request_with_the_key_waits_too_and_is_refused() {
        CompletableFuture<Outcome> first = sendHeld(keyed("k", "withdraw"));
        CompletableFuture<Outcome> second = caller.send("a", deposit(1), keyed("k", "deposit"));

        other.close();
        assertEquals(new Accepted(3, 3, false), Wait.answerOf(first));
        assertEquals(new KeyReused(), Wait.answerOf(second));
    }

    @Test
    void a_first_that_had_no_effect_leaves_the_key_to_one_of_the_others() {
        CompletableFuture<Outcome> first = sendHeld(expecting("k", 7));
        CompletableFuture<Outcome> second = caller.send("a", withdraw(10), expecting("k", 2));
        CompletableFuture<Outcome> third = caller.send("a", withdraw(10), expecting("k", 2));

        other.close();
        assertEquals(new VersionMismatch(2), Wait.answerOf(first));
        assertEquals(
                Set.of(new Accepted(3, 3, false), new Accepted(3, 3, true)),
                Set.of(Wait.answerOf(second), Wait.answerOf(third)));
        assertEquals(3, head());
    }

    @Test
    void the_same_key_of_another_caller_is_another_key() {
        CompletableFuture<Outcome> first = sendHeld(keyed("k"));
        assertEquals(1, caller.keysInFlight());
        CompletableFuture<Outcome> second = caller.send("a", deposit(1), ofSomebodyElse("k"));
        assertEquals(2, caller.keysInFlight());

        other.close();
        assertEquals(new Accepted(3, 3, false), Wait.answerOf(first));
        assertEquals(new Accepted(4, 4, false), Wait.answerOf(second));
    }

    @Test
    void who_hangs_up_does_not_take_the_command_back() {
        caller.prepare("a", withdraw(10), keyed("k")).subscribe().with(answer -> {}).cancel();
        other.untilOthersWait(1);
        caller.prepare("a", withdraw(10), keyed("k")).subscribe().with(answer -> {}).cancel();
        CompletableFuture<Outcome> again = caller.send("a", withdraw(10), keyed("k"));

        other.close();
        assertEquals(new Accepted(3, 3, true), Wait.answerOf(again));
        assertEquals(3, head());
    }

    /** The sending is at the store when this returns, and stays there. */
    private CompletableFuture<Outcome> sendHeld(CommandContext context) {
        CompletableFuture<Outcome> sent = caller.send("a", withdraw(10), context);
        other.untilOthersWait(1);
        return sent;
    }

    private static CommandContext expecting(String key, long version) {
        CommandContext keyed = keyed(key);
        return new CommandContext(
                keyed.metadata(), keyed.key(), Precondition.anyOf(Set.of(version)));
    }

    private static CommandContext ofSomebodyElse(String key) {
        CommandContext keyed = keyed(key);
        return new CommandContext(
                keyed.metadata(),
                keyed.key()
                        .map(
                                each ->
                                        new CommandKey(
                                                new CommandId("else", key), each.fingerprint())),
                Precondition.NONE);
    }

    private long head() {
        return Wait.answerOf(log.store().head());
    }
}
