package dev.daybook.engine.pipeline;

import static dev.daybook.support.Caller.deposit;
import static dev.daybook.support.Caller.keyed;
import static dev.daybook.support.Caller.open;
import static dev.daybook.support.Caller.plain;
import static dev.daybook.support.Caller.withdraw;
import static dev.daybook.support.FlakyStore.Line.ANSWER_LOST;
import static dev.daybook.support.FlakyStore.Line.CALL_LOST;
import static dev.daybook.support.FlakyStore.Line.GOOD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Outcome.Accepted;
import dev.daybook.engine.command.Outcome.Rejected;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.support.Caller;
import dev.daybook.support.FlakyStore;
import dev.daybook.support.Tally;
import dev.daybook.support.Tally.Command.Add;
import dev.daybook.support.Tally.Command.Expect;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** While the store blinks commands wait, and none is lost or doubled; a dead store is told. */
@ParameterizedClass
@EnumSource(TestLog.Kind.class)
class CommandsOutageTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    private final TestLog log;
    private final FlakyStore store;
    private final Caller caller;

    CommandsOutageTest(TestLog.Kind kind) {
        log = new TestLog(kind);
        store = new FlakyStore(log.store());
        caller = new Caller(store);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void a_call_that_was_lost_is_made_again() {
        store.planAppends(CALL_LOST, CALL_LOST, CALL_LOST);
        store.planLoads(CALL_LOST, CALL_LOST);

        assertEquals(new Accepted(1, 1, false), caller.ask("a", open()));
        assertTrue(store.planFulfilled());
        assertEquals(1, head());
    }

    @Test
    void an_append_whose_answer_was_lost_takes_effect_once() {
        caller.openWith("a", 0);
        store.planAppends(ANSWER_LOST, CALL_LOST, ANSWER_LOST);

        assertEquals(new Accepted(2, 2, false), caller.ask("a", deposit(5)));
        assertTrue(store.planFulfilled());
        assertEquals(2, head());
    }

    @Test
    void every_command_of_a_batch_whose_answer_was_lost_is_answered_rightly() {
        caller.openWith("a", 2);
        store.planAppends(ANSWER_LOST);
        List<CompletableFuture<Outcome>> sent =
                caller.inOneBatch(
                        () ->
                                List.of(
                                        caller.send("a", withdraw(2)),
                                        caller.send("a", withdraw(1)),
                                        caller.send("b", open()),
                                        caller.send("b", deposit(1))));

        List<Outcome> answers = Caller.answersOf(sent);
        assertEquals(new Accepted(3, 3, false), answers.get(0));
        assertInstanceOf(Rejected.class, answers.get(1));
        assertEquals(new Accepted(1, 4, false), answers.get(2));
        assertEquals(new Accepted(2, 5, false), answers.get(3));
        assertEquals(5, head());
    }

    @Test
    void a_rejection_whose_answer_was_lost_is_answered_and_kept() {
        caller.openWith("a", 0);
        store.planAppends(ANSWER_LOST);

        Outcome answer = caller.ask("a", withdraw(1), keyed("k"));
        Outcome replay = caller.ask("a", withdraw(1), keyed("k"));
        assertEquals(
                ((Rejected) answer).refusal(), assertInstanceOf(Rejected.class, replay).refusal());
    }

    @Test
    void a_state_is_folded_once_though_reading_it_was_interrupted_between_two_pages() {
        Caller earlier = Caller.withoutSnapshots(store);
        Wait.answerOf(earlier.send(Tally.TALLY, "t", new Add(1_200), plain()));
        Caller fresh = Caller.withoutSnapshots(store);
        store.planLoads(GOOD, CALL_LOST, GOOD, ANSWER_LOST);

        assertEquals(
                new Accepted(1_201, 1_201, false),
                Wait.answerOf(fresh.send(Tally.TALLY, "t", new Expect(1_200), plain())));
        assertTrue(store.planFulfilled());
    }

    @Test
    void a_store_that_stays_away_is_told_and_the_pipeline_goes_on_when_it_is_back() {
        Caller impatient = new Caller(store, Caller.limits(100, SHORT));
        store.otherwise(CALL_LOST);
        assertThrows(StoreUnavailable.class, () -> impatient.ask("a", open()));
        assertThrows(StoreUnavailable.class, () -> impatient.ask("b", open()));

        store.otherwise(GOOD);
        assertEquals(new Accepted(1, 1, false), impatient.ask("a", open()));
    }

    @Test
    void a_command_whose_fate_stayed_unknown_can_be_sent_again_under_its_key() {
        Caller impatient = new Caller(store, Caller.limits(100, SHORT));
        impatient.openWith("a", 10);
        store.otherwise(ANSWER_LOST);
        assertThrows(StoreUnavailable.class, () -> impatient.ask("a", withdraw(10), keyed("k")));

        store.otherwise(GOOD);
        assertEquals(new Accepted(3, 3, true), impatient.ask("a", withdraw(10), keyed("k")));
        assertInstanceOf(Rejected.class, impatient.ask("a", withdraw(1)));
        assertEquals(3, head());
    }

    private long head() {
        return Wait.answerOf(log.store().head());
    }
}
