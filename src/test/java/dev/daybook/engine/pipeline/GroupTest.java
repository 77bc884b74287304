package dev.daybook.engine.pipeline;

import static dev.daybook.support.Caller.deposit;
import static dev.daybook.support.Caller.expecting;
import static dev.daybook.support.Caller.keyed;
import static dev.daybook.support.Caller.open;
import static dev.daybook.support.Caller.plain;
import static dev.daybook.support.Caller.withdraw;
import static dev.daybook.support.FlakyStore.Line.ANSWER_LOST;
import static dev.daybook.support.FlakyStore.Line.CALL_LOST;
import static dev.daybook.support.Tally.TALLY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.accounts.Account;
import dev.daybook.accounts.Account.Command;
import dev.daybook.engine.command.AddressedCommand;
import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Outcome.Accepted;
import dev.daybook.engine.command.Outcome.KeyReused;
import dev.daybook.engine.command.Outcome.Rejected;
import dev.daybook.engine.command.Outcome.VersionMismatch;
import dev.daybook.engine.command.Outcome.Withheld;
import dev.daybook.store.Overloaded;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.support.Caller;
import dev.daybook.support.FlakyStore;
import dev.daybook.support.Tally;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands that go together all take effect or none does, whoever else writes meanwhile. */
@ParameterizedClass
@EnumSource(TestLog.Kind.class)
class GroupTest {

    private final TestLog log;
    private final FlakyStore store;
    private final Caller caller;

    GroupTest(TestLog.Kind kind) {
        log = new TestLog(kind);
        store = new FlakyStore(log.store());
        caller = new Caller(store);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void all_are_decided_in_order_and_stand_in_the_log_stream_by_stream() {
        caller.openWith("a", 10);

        assertEquals(
                List.of(
                        new Accepted(1, 3, false),
                        new Accepted(3, 5, false),
                        new Accepted(2, 4, false)),
                together(to("b", open()), to("a", withdraw(10)), to("b", deposit(10))));
    }

    @Test
    void where_one_is_refused_none_takes_effect() {
        caller.openWith("a", 10);

        List<Outcome> outcomes =
                together(
                        to("b", open()),
                        to("a", withdraw(4)),
                        to("a", withdraw(7)),
                        to("c", deposit(1)));
        assertEquals(new Withheld(), outcomes.get(0));
        assertEquals(new Withheld(), outcomes.get(1));
        assertEquals("insufficient-funds", refusal(outcomes.get(2)));
        assertEquals(new Withheld(), outcomes.get(3));
        assertEquals(2, head());
        assertEquals(new Accepted(3, 3, false), caller.ask("a", withdraw(10)));
    }

    @Test
    void a_version_that_does_not_hold_refuses_all() {
        caller.openWith("a", 10);

        assertEquals(
                List.of(new Withheld(), new VersionMismatch(3)),
                together(to("a", deposit(1)), to("a", deposit(1), expecting(2))));
        assertEquals(
                List.of(new Accepted(3, 3, false), new Accepted(4, 4, false)),
                together(to("a", deposit(1)), to("a", deposit(1), expecting(3))));
    }

    @Test
    void a_bug_in_a_decider_is_told_and_nothing_takes_effect() {
        together(new AddressedCommand<>(TALLY, "t", new Tally.Command.Add(1), plain()));

        assertThrows(
                IllegalStateException.class,
                () ->
                        together(
                                to("a", open()),
                                new AddressedCommand<>(
                                        TALLY, "t", new Tally.Command.CrashUnlessNew(), plain())));
        assertEquals(1, head());
    }

    @Test
    void sent_again_with_its_keys_it_is_answered_the_same_and_takes_effect_once() {
        caller.openWith("a", 10);
        List<AddressedCommand<?>> keyed =
                List.of(to("a", withdraw(10), keyed("k1")), to("b", open(), keyed("k2")));
        assertEquals(
                List.of(new Accepted(3, 3, false), new Accepted(1, 4, false)), together(keyed));

        assertEquals(List.of(new Accepted(3, 3, true), new Accepted(1, 4, true)), together(keyed));
        assertEquals(new Accepted(3, 3, true), caller.ask("a", withdraw(10), keyed("k1")));
        assertEquals(4, head());
    }

    @Test
    void what_was_accepted_before_is_that_answer_and_the_rest_goes_on() {
        caller.openWith("a", 10);
        caller.ask("a", withdraw(10), keyed("k1"));

        assertEquals(
                List.of(new Accepted(3, 3, true), new Accepted(4, 4, false)),
                together(to("a", withdraw(10), keyed("k1")), to("a", deposit(1), keyed("k2"))));
    }

    @Test
    void what_was_refused_before_refuses_all() {
        caller.openWith("a", 10);
        caller.ask("a", withdraw(11), keyed("k1"));
        caller.ask("a", deposit(1));

        List<Outcome> outcomes = together(to("a", deposit(1)), to("a", withdraw(11), keyed("k1")));
        assertEquals(new Withheld(), outcomes.getFirst());
        assertTrue(assertInstanceOf(Rejected.class, outcomes.getLast()).replayed());
        assertEquals(3, head());
    }

    @Test
    void a_key_of_another_request_refuses_all() {
        caller.openWith("a", 10);
        caller.ask("a", deposit(1), keyed("k1"));

        assertEquals(
                List.of(new Withheld(), new KeyReused()),
                together(to("b", open()), to("a", deposit(2), keyed("k1", "another"))));
        assertEquals(3, head());
    }

    @Test
    void where_one_is_refused_no_key_is_used_up() {
        caller.openWith("a", 10);
        List<AddressedCommand<?>> keyed =
                List.of(to("a", deposit(1), keyed("k1")), to("a", withdraw(12), keyed("k2")));
        assertEquals("insufficient-funds", refusal(together(keyed).getLast()));

        caller.ask("a", deposit(1));
        assertEquals(
                List.of(new Accepted(4, 4, false), new Accepted(5, 5, false)), together(keyed));
    }

    @Test
    void a_refusal_is_not_believed_on_a_state_that_others_have_changed() {
        Caller other = new Caller(log.storeOfAnotherInstance());
        caller.openWith("a", 0);
        other.ask("a", deposit(5));

        assertEquals(
                List.of(new Accepted(1, 3, false), new Accepted(3, 4, false)),
                together(to("b", open()), to("a", withdraw(5))));
    }

    @Test
    void a_group_whose_answer_was_lost_takes_effect_once() {
        caller.openWith("a", 10);
        store.planAppends(CALL_LOST, ANSWER_LOST, CALL_LOST, ANSWER_LOST);

        assertEquals(
                List.of(new Accepted(3, 3, false), new Accepted(1, 4, false)),
                together(to("a", withdraw(10)), to("b", open())));
        assertTrue(store.planFulfilled());
        assertEquals(4, head());
    }

    @Test
    void a_store_that_does_not_answer_fails_the_whole() {
        Caller impatient = new Caller(store, Caller.limits(100, Duration.ofMillis(300)));
        store.otherwise(CALL_LOST);

        assertThrows(
                StoreUnavailable.class,
                () ->
                        Wait.answerOf(
                                impatient.commands().executeTogether(List.of(to("a", open())))));
    }

    @Test
    void too_many_groups_are_refused_at_once() {
        CompletableFuture<Boolean> released = new CompletableFuture<>();
        Caller narrow = new Caller(store, Caller.limits(200, Duration.ofSeconds(30)));
        narrow.holdUntil(released);
        List<CompletableFuture<List<Outcome>>> sent =
                IntStream.range(0, 3)
                        .mapToObj(
                                number ->
                                        narrow.commands()
                                                .executeTogether(List.of(to("n" + number, open())))
                                                .subscribeAsCompletionStage())
                        .toList();

        assertThrows(Overloaded.class, () -> Wait.answerOf(sent.getLast()));
        released.complete(true);
        assertEquals(1, Caller.accepted(Wait.answerOf(sent.getFirst())));
    }

    /** Money goes around in groups of several instances: none is ever made or lost. */
    @Test
    void many_groups_of_several_instances_keep_the_sum() {
        List<Caller> callers = List.of(caller, new Caller(log.storeOfAnotherInstance()));
        for (int account = 0; account < 4; account++) {
            caller.openWith("a" + account, 100);
        }
        Random random = new Random(20261127);
        List<CompletableFuture<List<Outcome>>> sent = new ArrayList<>();
        for (int number = 0; number < 200; number++) {
            int from = random.nextInt(4);
            int to = (from + 1 + random.nextInt(3)) % 4;
            long amount = 1 + random.nextInt(60);
            sent.add(
                    callers.get(number % 2)
                            .commands()
                            .executeTogether(
                                    List.of(
                                            to("a" + to, deposit(amount)),
                                            to("a" + from, withdraw(amount))))
                            .subscribeAsCompletionStage());
        }
        long done =
                sent.stream()
                        .map(Wait::answerOf)
                        .filter(outcomes -> Caller.accepted(outcomes) == 2)
                        .count();

        assertTrue(done > 0);
        assertEquals(8 + 2 * done, head());
        Caller third = new Caller(log.storeOfAnotherInstance());
        long rest = 400;
        for (int account = 0; account < 4; account++) {
            while (third.ask("a" + account, withdraw(1)) instanceof Accepted) {
                rest--;
            }
        }
        assertEquals(0, rest);
    }

    private static AddressedCommand<Command> to(String account, Command command) {
        return to(account, command, plain());
    }

    private static AddressedCommand<Command> to(
            String account, Command command, CommandContext context) {
        return new AddressedCommand<>(Account.ACCOUNT, account, command, context);
    }

    private List<Outcome> together(AddressedCommand<?>... commands) {
        return together(List.of(commands));
    }

    private List<Outcome> together(List<AddressedCommand<?>> commands) {
        return Wait.answerOf(caller.commands().executeTogether(commands));
    }

    private static String refusal(Outcome outcome) {
        return assertInstanceOf(Rejected.class, outcome).refusal().code();
    }

    private long head() {
        return Wait.answerOf(log.store().head());
    }
}
