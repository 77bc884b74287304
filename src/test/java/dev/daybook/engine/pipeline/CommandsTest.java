package dev.daybook.engine.pipeline;

import static dev.daybook.support.Caller.deposit;
import static dev.daybook.support.Caller.expecting;
import static dev.daybook.support.Caller.open;
import static dev.daybook.support.Caller.plain;
import static dev.daybook.support.Caller.withdraw;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.daybook.accounts.Account.Command.Deposit;
import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Outcome.Accepted;
import dev.daybook.engine.command.Outcome.Rejected;
import dev.daybook.engine.command.Outcome.VersionMismatch;
import dev.daybook.engine.command.Precondition;
import dev.daybook.kernel.StreamId;
import dev.daybook.money.Money;
import dev.daybook.store.NewEvent;
import dev.daybook.store.Overloaded;
import dev.daybook.store.StoreRefusal;
import dev.daybook.store.StreamAppend;
import dev.daybook.store.UuidV7;
import dev.daybook.store.memory.InMemoryEventStore;
import dev.daybook.store.outcome.CommandId;
import dev.daybook.store.outcome.CommandKey;
import dev.daybook.support.Background;
import dev.daybook.support.Caller;
import dev.daybook.support.Tally;
import dev.daybook.support.Tally.Command.Add;
import dev.daybook.support.Tally.Command.CrashUnlessNew;
import dev.daybook.support.Tally.Command.Expect;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Every command is decided on the current state of its stream, however many come at once. */
@ParameterizedClass
@EnumSource(TestLog.Kind.class)
class CommandsTest {

    private final TestLog log;
    private final Caller caller;

    CommandsTest(TestLog.Kind kind) {
        log = new TestLog(kind);
        caller = new Caller(log.store());
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void commands_of_one_batch_see_each_other() {
        List<CompletableFuture<Outcome>> sent =
                caller.inOneBatch(
                        () ->
                                Stream.of(open(), deposit(10), withdraw(7), withdraw(4), deposit(1))
                                        .map(command -> caller.send("a", command))
                                        .toList());

        List<Outcome> answers = Caller.answersOf(sent);
        assertEquals(new Accepted(1, 1, false), answers.get(0));
        assertEquals(new Accepted(2, 2, false), answers.get(1));
        assertEquals(new Accepted(3, 3, false), answers.get(2));
        assertEquals("insufficient-funds", rejection(answers.get(3)));
        assertEquals(new Accepted(4, 4, false), answers.get(4));
    }

    @Test
    void exactly_as_much_can_be_withdrawn_as_is_there() {
        caller.openWith("a", 1_000);

        List<CompletableFuture<List<Outcome>>> senders =
                IntStream.range(0, 4)
                        .mapToObj(_ -> Background.start(() -> withdrawOneByOne("a", 300)))
                        .toList();
        List<Outcome> answers = senders.stream().map(Wait::answerOf).flatMap(List::stream).toList();

        assertEquals(1_000, Caller.accepted(answers));
        assertEquals(200, answers.stream().filter(Rejected.class::isInstance).count());
        assertEquals(1_002, head());
        assertEquals(
                LongStream.rangeClosed(3, 1_002).boxed().toList(),
                answers.stream()
                        .filter(Accepted.class::isInstance)
                        .map(each -> ((Accepted) each).version())
                        .sorted()
                        .toList());
    }

    @Test
    void several_instances_share_an_account_without_losing_or_doubling_money() {
        Caller other = new Caller(log.storeOfAnotherInstance());
        caller.openWith("a", 100);

        List<CompletableFuture<Outcome>> sent =
                IntStream.range(0, 150)
                        .mapToObj(
                                number -> (number % 2 == 0 ? caller : other).send("a", withdraw(1)))
                        .toList();
        List<Outcome> answers = Caller.answersOf(sent);

        assertEquals(100, Caller.accepted(answers));
        assertEquals(102, head());
    }

    @Test
    void what_another_instance_deposited_can_be_withdrawn_at_once() {
        Caller other = new Caller(log.storeOfAnotherInstance());
        caller.openWith("a", 0);
        assertInstanceOf(Accepted.class, other.ask("a", deposit(1)));
        assertInstanceOf(Accepted.class, other.ask("a", withdraw(1)));

        for (int round = 1; round <= 10; round++) {
            assertInstanceOf(Accepted.class, caller.ask("a", deposit(5)));
            assertInstanceOf(Accepted.class, other.ask("a", withdraw(5)));
        }
        assertEquals("insufficient-funds", rejection(caller.ask("a", withdraw(1))));
    }

    @Test
    void an_account_that_was_missing_is_found_once_another_instance_opened_it() {
        Caller other = new Caller(log.storeOfAnotherInstance());
        assertEquals("no-such-account", rejection(other.ask("a", deposit(1))));
        caller.openWith("a", 0);

        assertEquals(new Accepted(2, 2, false), other.ask("a", deposit(1)));
    }

    @Test
    void a_command_for_another_version_is_not_decided() {
        Caller other = new Caller(log.storeOfAnotherInstance());
        caller.openWith("a", 10);

        assertEquals(new VersionMismatch(2), caller.ask("a", withdraw(1), expecting(1)));
        assertEquals(new VersionMismatch(2), caller.ask("a", withdraw(1), expecting(3)));
        assertEquals(new VersionMismatch(0), caller.ask("none", withdraw(1), expecting(3)));
        assertEquals(2, head());
        assertEquals(new Accepted(3, 3, false), other.ask("a", withdraw(1), expecting(2)));
        assertEquals(new Accepted(4, 4, false), caller.ask("a", withdraw(1), expecting(3)));
    }

    @Test
    void one_of_two_that_expect_the_same_version_is_told_so() {
        caller.openWith("a", 10);

        List<CompletableFuture<Outcome>> sent =
                caller.inOneBatch(
                        () ->
                                IntStream.range(0, 2)
                                        .mapToObj(_ -> caller.send("a", withdraw(1), expecting(2)))
                                        .toList());

        assertEquals(
                List.of(new Accepted(3, 3, false), new VersionMismatch(3)), Caller.answersOf(sent));
    }

    @Test
    void a_poisoned_command_among_100_fails_alone() {
        caller.openWith("same", 0);
        List<CompletableFuture<Outcome>> sent =
                caller.inOneBatch(
                        () ->
                                IntStream.range(0, 100)
                                        .mapToObj(
                                                number ->
                                                        number == 42
                                                                ? caller.send("same", poison())
                                                                : sendFine(number))
                                        .toList());

        assertThrows(StoreRefusal.class, () -> Wait.answerOf(sent.get(42)));
        assertEquals(
                99,
                IntStream.range(0, 100)
                        .filter(number -> number != 42)
                        .mapToObj(sent::get)
                        .map(Wait::answerOf)
                        .filter(Accepted.class::isInstance)
                        .count());
        assertEquals(1 + 99, head());
    }

    @Test
    void a_decider_that_throws_fails_its_own_command_only() {
        assertInstanceOf(Accepted.class, tally("t", new Add(2)));
        List<CompletableFuture<Outcome>> sent =
                caller.inOneBatch(
                        () ->
                                Stream.of(new Add(1), new CrashUnlessNew(), new Expect(3))
                                        .map(each -> caller.send(Tally.TALLY, "t", each, plain()))
                                        .toList());

        assertEquals(new Accepted(3, 3, false), Wait.answerOf(sent.get(0)));
        assertThrows(IllegalStateException.class, () -> Wait.answerOf(sent.get(1)));
        assertEquals(new Accepted(4, 4, false), Wait.answerOf(sent.get(2)));
    }

    @Test
    void a_stream_that_cannot_be_read_fails_its_own_commands_only() {
        caller.openWith("fine", 0);
        store(new StreamId("account", "broken"), "NeverHeardOf");
        Caller fresh = new Caller(log.storeOfAnotherInstance());

        List<CompletableFuture<Outcome>> sent =
                fresh.inOneBatch(
                        () ->
                                Stream.of("fine", "broken", "new")
                                        .map(account -> fresh.send(account, open()))
                                        .toList());

        assertEquals("account-exists", rejection(Wait.answerOf(sent.get(0))));
        var failure =
                assertThrows(IllegalArgumentException.class, () -> Wait.answerOf(sent.get(1)));
        assertEquals(
                "Event 2 (account/broken, version 1) cannot be read:"
                        + " Event type NeverHeardOf is unknown in category account.",
                failure.getMessage());
        assertInstanceOf(Accepted.class, Wait.answerOf(sent.get(2)));
    }

    @Test
    void a_full_queue_refuses_at_once_and_what_was_in_it_goes_on() {
        Caller small = new Caller(log.store(), Caller.limits(3, Duration.ofSeconds(30)));
        CompletableFuture<Void> released = new CompletableFuture<>();
        small.holdUntil(released);
        List<CompletableFuture<Outcome>> sent =
                Stream.of("a", "b", "c").map(account -> small.send(account, open())).toList();

        assertThrows(Overloaded.class, () -> small.ask("d", open()));
        released.complete(null);
        assertEquals(3, Caller.accepted(Caller.answersOf(sent)));
        assertInstanceOf(Accepted.class, small.ask("d", open()));
    }

    @Test
    void what_waited_longer_than_the_patience_is_refused_and_not_executed() {
        Caller impatient = new Caller(log.store(), Caller.limits(10, Duration.ZERO));

        assertThrows(Overloaded.class, () -> impatient.ask("a", open()));
        assertEquals(0, head());
    }

    private List<Outcome> withdrawOneByOne(String account, int count) {
        return Caller.answersOf(
                IntStream.range(0, count)
                        .mapToObj(_ -> caller.send(account, withdraw(1)))
                        .toList());
    }

    private CompletableFuture<Outcome> sendFine(int number) {
        return number % 2 == 0
                ? caller.send("same", deposit(1))
                : caller.send("account-" + number, open());
    }

    private static Deposit poison() {
        return new Deposit(new Money(1, Caller.USD), "nul: \0");
    }

    private Outcome tally(String id, Tally.Command command) {
        return Wait.answerOf(caller.send(Tally.TALLY, id, command, plain()));
    }

    private void store(StreamId stream, String eventType) {
        NewEvent event = new NewEvent(UuidV7.next(), eventType, 1, "{}", "{}");
        Wait.answerOf(
                log.store()
                        .append(
                                List.of(
                                        new StreamAppend(
                                                stream, 0, 0, List.of(event), List.of()))));
    }

    /** Each batch ends before its call returns: the next one must not begin on top of it. */
    @Test
    void a_store_that_answers_at_once_may_have_any_number_of_batches_waiting() {
        int commands = 10_000;
        Caller one =
                new Caller(
                        new InMemoryEventStore(Clock.systemUTC()),
                        new Commands.Limits(
                                commands, 1, 10_000, Integer.MAX_VALUE, Duration.ofSeconds(60)));
        one.ask("a", open());

        List<CompletableFuture<Outcome>> sent =
                one.inOneBatch(
                        () ->
                                IntStream.range(0, commands)
                                        .mapToObj(_ -> one.send("a", deposit(1)))
                                        .toList());

        assertEquals(
                new Accepted(commands + 1, commands + 1, false), Caller.answersOf(sent).getLast());
    }

    /** Two fit a batch: what follows from the first must not find the second one gone. */
    @Test
    void what_a_process_sends_next_goes_with_the_next_batch() {
        Caller pairs = inPairs();
        CommandContext step =
                new CommandContext(
                        plain().metadata(),
                        Optional.of(new CommandKey(CommandId.ofProcess("test", "a/open"), "a")),
                        Precondition.NONE);

        List<CompletableFuture<Outcome>> sent =
                pairs.inOneBatch(
                        () ->
                                List.of(
                                        pairs.send("a", open(), step)
                                                .thenCompose(_ -> pairs.send("a", deposit(1))),
                                        pairs.send("b", open()),
                                        pairs.send("c", open())));

        assertEquals(3, Caller.accepted(Caller.answersOf(sent)));
        assertEquals(2, pairs.meters().get("daybook.append.batch").summary().count());
    }

    @Test
    void what_a_follower_of_the_log_sends_goes_with_the_next_batch() {
        Caller pairs = inPairs();
        List<CompletableFuture<Outcome>> followed = new ArrayList<>();
        pairs.follow(
                () -> {
                    if (followed.isEmpty()) {
                        followed.add(pairs.send("a", deposit(1)));
                    }
                });

        List<CompletableFuture<Outcome>> sent =
                pairs.inOneBatch(
                        () -> Stream.of("a", "b", "c").map(id -> pairs.send(id, open())).toList());

        assertEquals(3, Caller.accepted(Caller.answersOf(sent)));
        assertEquals(1, Caller.accepted(Caller.answersOf(followed)));
        assertEquals(2, pairs.meters().get("daybook.append.batch").summary().count());
    }

    /** Two commands fit a batch. */
    private Caller inPairs() {
        return new Caller(
                log.store(),
                new Commands.Limits(10, 2, 10, Integer.MAX_VALUE, Duration.ofSeconds(30)));
    }

    private static String rejection(Outcome outcome) {
        return assertInstanceOf(Rejected.class, outcome).refusal().code();
    }

    private long head() {
        return Wait.answerOf(log.store().head());
    }
}
