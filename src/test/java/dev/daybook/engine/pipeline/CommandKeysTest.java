package dev.daybook.engine.pipeline;

import static dev.daybook.support.Caller.deposit;
import static dev.daybook.support.Caller.keyed;
import static dev.daybook.support.Caller.open;
import static dev.daybook.support.Caller.withdraw;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Outcome.Accepted;
import dev.daybook.engine.command.Outcome.KeyReused;
import dev.daybook.engine.command.Outcome.Rejected;
import dev.daybook.engine.command.Outcome.VersionMismatch;
import dev.daybook.engine.command.Precondition;
import dev.daybook.store.outcome.CommandKey;
import dev.daybook.support.Caller;
import dev.daybook.support.Tally;
import dev.daybook.support.Tally.Command.CrashUnlessNew;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A command that bears a key takes effect once, and is answered the same however often it comes.
 */
@ParameterizedClass
@EnumSource(TestLog.Kind.class)
class CommandKeysTest {

    private final TestLog log;
    private final Caller caller;

    CommandKeysTest(TestLog.Kind kind) {
        log = new TestLog(kind);
        caller = new Caller(log.store());
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void a_withdrawal_that_emptied_the_account_is_answered_three_times_alike() {
        caller.openWith("a", 10);

        assertEquals(new Accepted(3, 3, false), caller.ask("a", withdraw(10), keyed("k")));
        assertEquals(new Accepted(3, 3, true), caller.ask("a", withdraw(10), keyed("k")));
        assertEquals(new Accepted(3, 3, true), caller.ask("a", withdraw(10), keyed("k")));
        assertEquals(3, head());
    }

    @Test
    void a_replay_is_answered_by_any_instance() {
        caller.openWith("a", 10);
        caller.ask("a", withdraw(10), keyed("k"));
        Caller other = new Caller(log.storeOfAnotherInstance());

        assertEquals(new Accepted(3, 3, true), other.ask("a", withdraw(10), keyed("k")));
        assertEquals(3, head());
    }

    @Test
    void a_rejection_is_replayed_though_the_command_would_hold_now() {
        caller.openWith("a", 10);
        Rejected first = rejected(caller.ask("a", withdraw(11), keyed("k")));
        caller.ask("a", deposit(1));
        Rejected replay = rejected(caller.ask("a", withdraw(11), keyed("k")));

        assertEquals(new Rejected(first.refusal(), true), replay);
        assertEquals("exceeds-balance", replay.refusal().culprit().code());
        assertEquals(3, head());
    }

    @Test
    void a_refusal_that_nobody_acts_upon_is_no_final_answer() {
        caller.openWith("a", 10);
        CommandContext keyed = keyed("k");
        CommandKey key = keyed.key().orElseThrow();
        CommandContext trying =
                new CommandContext(
                        keyed.metadata(),
                        Optional.of(new CommandKey(key.id(), key.fingerprint(), false)),
                        keyed.precondition());
        rejected(caller.ask("a", withdraw(20), trying));
        caller.ask("a", deposit(10));
        assertEquals(new Accepted(4, 4, false), caller.ask("a", withdraw(20), trying));
        assertEquals(new Accepted(4, 4, true), caller.ask("a", withdraw(20), trying));
    }

    @Test
    void that_something_is_missing_is_no_final_answer() {
        assertEquals(
                "no-such-account",
                rejected(caller.ask("a", deposit(1), keyed("k"))).refusal().code());
        caller.openWith("a", 0);

        assertEquals(new Accepted(2, 2, false), caller.ask("a", deposit(1), keyed("k")));
        assertEquals(new Accepted(2, 2, true), caller.ask("a", deposit(1), keyed("k")));
    }

    @Test
    void a_key_for_another_request_is_refused_and_nothing_is_stored() {
        caller.openWith("a", 10);
        caller.ask("a", withdraw(1), keyed("k", "withdraw 1"));

        assertEquals(new KeyReused(), caller.ask("a", withdraw(2), keyed("k", "withdraw 2")));
        assertEquals(new KeyReused(), caller.ask("b", open(), keyed("k", "open b")));
        assertEquals(new KeyReused(), caller.ask("none", deposit(2), keyed("k", "deposit")));
        assertEquals(3, head());
    }

    @Test
    void the_same_key_twice_in_one_batch_takes_effect_once() {
        caller.openWith("a", 10);
        List<CompletableFuture<Outcome>> sent =
                caller.inOneBatch(
                        () ->
                                List.of(
                                        caller.send("a", withdraw(10), keyed("k")),
                                        caller.send("a", withdraw(10), keyed("k")),
                                        caller.send("a", deposit(1), keyed("other")),
                                        caller.send("a", withdraw(10), keyed("k"))));

        assertEquals(
                List.of(
                        new Accepted(3, 3, false),
                        new Accepted(3, 3, true),
                        new Accepted(4, 4, false),
                        new Accepted(3, 3, true)),
                Caller.answersOf(sent));
        assertEquals(4, head());
    }

    @Test
    void the_same_key_for_two_streams_of_one_batch_takes_effect_once() {
        List<CompletableFuture<Outcome>> sent =
                caller.inOneBatch(
                        () ->
                                Stream.of("a", "b", "c")
                                        .map(
                                                id ->
                                                        caller.send(
                                                                id,
                                                                open(),
                                                                keyed(
                                                                        id.equals("c") ? "o" : "k",
                                                                        id)))
                                        .toList());
        List<Outcome> answers = Caller.answersOf(sent);

        assertEquals(2, Caller.accepted(answers));
        assertInstanceOf(Accepted.class, answers.get(2));
        assertEquals(1, answers.stream().filter(KeyReused.class::isInstance).count());
        assertEquals(2, head());
    }

    @Test
    void a_replay_in_a_batch_holds_nobody_back() {
        caller.openWith("a", 10);
        caller.ask("a", withdraw(10), keyed("k"));
        List<CompletableFuture<Outcome>> sent =
                caller.inOneBatch(
                        () ->
                                List.of(
                                        caller.send("a", deposit(5)),
                                        caller.send("a", withdraw(10), keyed("k")),
                                        caller.send("a", withdraw(5))));

        assertEquals(
                List.of(
                        new Accepted(4, 4, false),
                        new Accepted(3, 3, true),
                        new Accepted(5, 5, false)),
                Caller.answersOf(sent));
    }

    @Test
    void the_same_key_through_two_instances_at_once_takes_effect_once() {
        Caller other = new Caller(log.storeOfAnotherInstance());
        caller.openWith("a", 100);
        List<CompletableFuture<Outcome>> sent =
                IntStream.range(0, 60)
                        .mapToObj(
                                number ->
                                        (number % 2 == 0 ? caller : other)
                                                .send("a", withdraw(1), keyed("k" + number / 6)))
                        .toList();
        List<Outcome> answers = Caller.answersOf(sent);

        assertEquals(60, Caller.accepted(answers));
        assertEquals(10, answers.stream().filter(each -> !((Accepted) each).replayed()).count());
        assertEquals(12, head());
        for (int number = 0; number < 60; number++) {
            Accepted first = (Accepted) answers.get(number / 6 * 6);
            Accepted each = (Accepted) answers.get(number);
            assertEquals(first.version(), each.version());
            assertEquals(first.position(), each.position());
        }
    }

    @Test
    void a_version_mismatch_is_no_final_answer_and_a_replay_ignores_the_version() {
        caller.openWith("a", 10);
        assertEquals(new VersionMismatch(2), caller.ask("a", deposit(1), expecting("k", 1)));
        assertEquals(new Accepted(3, 3, false), caller.ask("a", deposit(1), expecting("k", 2)));
        assertEquals(new Accepted(3, 3, true), caller.ask("a", deposit(1), expecting("k", 2)));
    }

    @Test
    void a_replay_is_answered_though_the_decider_would_throw_now() {
        CompletableFuture<Outcome> first =
                caller.send(Tally.TALLY, "t", new CrashUnlessNew(), keyed("k"));
        assertEquals(new Accepted(1, 1, false), Wait.answerOf(first));

        CompletableFuture<Outcome> replay =
                caller.send(Tally.TALLY, "t", new CrashUnlessNew(), keyed("k"));
        assertEquals(new Accepted(1, 1, true), Wait.answerOf(replay));
    }

    @Test
    void a_bug_is_no_final_answer() {
        Wait.answerOf(caller.send(Tally.TALLY, "t", new CrashUnlessNew(), Caller.plain()));
        CompletableFuture<Outcome> crash =
                caller.send(Tally.TALLY, "t", new CrashUnlessNew(), keyed("k", "crash"));
        assertThrows(RuntimeException.class, () -> Wait.answerOf(crash));

        assertEquals(
                new Accepted(1, 2, false), caller.ask("a", open(), keyed("k", "something else")));
    }

    private static CommandContext expecting(String key, long version) {
        CommandContext keyed = keyed(key);
        return new CommandContext(
                keyed.metadata(), keyed.key(), Precondition.anyOf(Set.of(version)));
    }

    private static Rejected rejected(Outcome outcome) {
        return assertInstanceOf(Rejected.class, outcome);
    }

    private long head() {
        return Wait.answerOf(log.store().head());
    }
}
