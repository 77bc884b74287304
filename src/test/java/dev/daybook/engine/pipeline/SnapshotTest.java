package dev.daybook.engine.pipeline;

import static dev.daybook.support.Caller.deposit;
import static dev.daybook.support.Caller.plain;
import static dev.daybook.support.Caller.withdraw;
import static dev.daybook.support.Tally.TALLY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.accounts.Account;
import dev.daybook.accounts.Account.Event;
import dev.daybook.accounts.Account.State;
import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Outcome.Accepted;
import dev.daybook.engine.command.Outcome.Rejected;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Decider;
import dev.daybook.kernel.Decision;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.StoredSnapshot;
import dev.daybook.store.StreamLoad;
import dev.daybook.support.Caller;
import dev.daybook.support.Histories;
import dev.daybook.support.Tally;
import dev.daybook.support.Tally.Command.Add;
import dev.daybook.support.Tally.Command.Expect;
import dev.daybook.support.Tally.Count;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A snapshot shortens the next load and changes no answer, whatever it holds. */
@ParameterizedClass
@EnumSource(TestLog.Kind.class)
class SnapshotTest {

    /** A state that no JSON can be made of. */
    private record Knot(Object thing) {}

    private record Went() {}

    private static final Aggregate<String, Went, Knot> UNSTORABLE =
            Aggregate.of(
                            "knot",
                            new Decider<String, Went, Knot>() {
                                @Override
                                public Knot initial() {
                                    return new Knot(new Object());
                                }

                                @Override
                                public Decision<Went> decide(String command, Knot state) {
                                    return Decision.accept(new Went());
                                }

                                @Override
                                public Knot evolve(Knot state, Went event) {
                                    return state;
                                }
                            })
                    .build();

    private static final StreamId T = TALLY.stream("t");

    private final TestLog log;
    private final Caller caller;

    SnapshotTest(TestLog.Kind kind) {
        log = new TestLog(kind);
        caller = new Caller(log.store());
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void a_command_that_jumps_over_the_multiple_takes_a_snapshot() {
        add(caller, 99);
        assertEquals(Optional.empty(), snapshot(T, 1));
        add(caller, 3);

        StoredSnapshot snapshot = awaitSnapshot(T, 102);
        assertEquals(102, snapshot.position());
        assertEquals(Optional.of(new Count(102)), new Codec().decodeState(TALLY, snapshot));
    }

    @Test
    void no_snapshot_is_taken_between_two_multiples() {
        add(caller, 100);
        awaitSnapshot(T, 100);
        add(caller, 99);
        Wait.answerOf(caller.send(TALLY, "later", new Add(100), plain()));
        awaitSnapshot(TALLY.stream("later"), 100);

        assertEquals(100, snapshot(T, 1).orElseThrow().version());
        add(caller, 1);
        awaitSnapshot(T, 200);
    }

    @Test
    void an_account_of_10_000_events_answers_after_reading_100_at_most() {
        fillAccount(caller, 10_000);
        awaitSnapshot(Account.ACCOUNT.stream("a"), 10_000, Account.ACCOUNT.snapshotVersion());
        Caller fresh = new Caller(log.storeOfAnotherInstance());

        assertInstanceOf(Rejected.class, fresh.ask("a", withdraw(10_000)));
        assertEquals(new Accepted(10_001, 10_001, false), fresh.ask("a", withdraw(9_999)));
        assertTrue(fresh.eventsRead() <= 100, () -> "read " + fresh.eventsRead());
    }

    @Test
    void without_a_snapshot_all_events_are_read_page_by_page() {
        add(Caller.withoutSnapshots(log.store()), 1_234);
        Caller fresh = Caller.withoutSnapshots(log.storeOfAnotherInstance());

        assertEquals(new Accepted(1_235, 1_235, false), expect(fresh, TALLY, 1_234));
        assertEquals(1_234, fresh.eventsRead());
        assertEquals(new Accepted(1_236, 1_236, false), expect(fresh, TALLY, 1_235));
        assertEquals(1_234, fresh.eventsRead());
    }

    @Test
    void a_history_of_whole_pages_is_read_to_its_end() {
        add(Caller.withoutSnapshots(log.store()), 1_000);
        Caller fresh = Caller.withoutSnapshots(log.storeOfAnotherInstance());

        assertEquals(new Accepted(1_001, 1_001, false), expect(fresh, TALLY, 1_000));
    }

    @Test
    void a_snapshot_of_an_older_fold_is_ignored_and_replaced() {
        add(caller, 150);
        awaitSnapshot(T, 150);
        Aggregate<Tally.Command, Tally.Event, Count> changed = Tally.ofSnapshotVersion(2);
        Caller fresh = new Caller(log.storeOfAnotherInstance());

        assertEquals(new Accepted(151, 151, false), expect(fresh, changed, 150));
        assertEquals(150, fresh.eventsRead());

        Wait.answerOf(fresh.send(changed, "t", new Add(49), plain()));
        Wait.until("the snapshot is replaced", () -> snapshot(T, 2).isPresent());
        assertEquals(200, snapshot(T, 2).orElseThrow().version());
    }

    @Test
    void a_snapshot_that_does_not_fit_is_ignored_and_replaced() {
        for (String broken :
                List.of(
                        "{\"Count\": {\"total\": 7}}",
                        "{\"Count\": {\"count\": \"many\"}}",
                        "{\"Count\": null}",
                        "{\"Count\": {}}",
                        "{\"Sum\": {\"count\": 7}}",
                        "{}",
                        "[1, 2]",
                        "null")) {
            StreamId stream = TALLY.stream("with " + broken);
            Wait.answerOf(caller.send(TALLY, stream.id(), new Add(120), plain()));
            awaitSnapshot(stream, 120);
            Wait.answerOf(
                    log.store()
                            .saveSnapshots(
                                    List.of(new StoredSnapshot(stream, 121, 121, 1, broken))));
            Caller fresh = new Caller(log.storeOfAnotherInstance());

            Outcome answer =
                    Wait.answerOf(fresh.send(TALLY, stream.id(), new Expect(120), plain()));
            assertEquals(121, assertInstanceOf(Accepted.class, answer, broken).version());
            assertEquals(120, fresh.eventsRead(), broken);

            Wait.answerOf(fresh.send(TALLY, stream.id(), new Add(80), plain()));
            awaitSnapshot(stream, 201);
        }
    }

    @Test
    void a_lost_snapshot_costs_nothing_but_time() {
        add(caller, 100);
        Caller fresh = new Caller(log.storeOfAnotherInstance());
        awaitSnapshot(T, 100);
        Wait.answerOf(log.store().saveSnapshots(List.of(new StoredSnapshot(T, 1, 1, 99, "{}"))));

        assertEquals(new Accepted(101, 101, false), expect(fresh, TALLY, 100));
    }

    @Test
    void snapshot_and_tail_fold_to_the_same_as_all_events() {
        Histories histories = new Histories();
        Codec codec = new Codec();
        for (int round = 0; round < 200; round++) {
            List<Event> history = histories.account(40);
            State whole = fold(Account.ACCOUNT.decider().initial(), history);
            for (int cut = 1; cut <= history.size(); cut++) {
                State before = fold(Account.ACCOUNT.decider().initial(), history.subList(0, cut));
                String text = codec.encodeState(Account.ACCOUNT, before).orElseThrow();
                State restored =
                        codec.decodeState(Account.ACCOUNT, new StoredSnapshot(T, cut, cut, 1, text))
                                .orElseThrow();

                assertEquals(before, restored);
                assertEquals(whole, fold(restored, history.subList(cut, history.size())));
            }
        }
    }

    private static State fold(State from, List<Event> events) {
        State state = from;
        for (Event event : events) {
            state = Account.ACCOUNT.decider().evolve(state, event);
        }
        return state;
    }

    @Test
    void a_state_that_cannot_be_stored_costs_nobody_an_answer() {
        List<CompletableFuture<Outcome>> sent =
                caller.inOneBatch(
                        () ->
                                Stream.concat(
                                                IntStream.range(0, 150)
                                                        .mapToObj(_ -> Caller.plain())
                                                        .map(
                                                                context ->
                                                                        caller.send(
                                                                                UNSTORABLE,
                                                                                "u",
                                                                                "go",
                                                                                context)),
                                                Stream.of(caller.send("a", Caller.open())))
                                        .toList());

        assertEquals(
                151,
                Caller.answersOf(sent).stream().filter(Outcome.Accepted.class::isInstance).count());
    }

    private static void add(Caller from, int count) {
        assertInstanceOf(
                Accepted.class, Wait.answerOf(from.send(TALLY, "t", new Add(count), plain())));
    }

    private static Outcome expect(
            Caller from, Aggregate<Tally.Command, Tally.Event, Count> aggregate, long count) {
        return Wait.answerOf(from.send(aggregate, "t", new Expect(count), plain()));
    }

    private static void fillAccount(Caller from, int events) {
        from.openWith("a", 0);
        List<CompletableFuture<Outcome>> sent =
                IntStream.range(1, events).mapToObj(_ -> from.send("a", deposit(1))).toList();
        assertEquals(events - 1, Caller.accepted(Caller.answersOf(sent)));
    }

    private StoredSnapshot awaitSnapshot(StreamId stream, long version) {
        return awaitSnapshot(stream, version, 1);
    }

    private StoredSnapshot awaitSnapshot(StreamId stream, long version, int snapshotVersion) {
        Wait.until(
                "a snapshot of version " + version,
                () ->
                        snapshot(stream, snapshotVersion)
                                .filter(each -> each.version() == version)
                                .isPresent());
        return snapshot(stream, snapshotVersion).orElseThrow();
    }

    private Optional<StoredSnapshot> snapshot(StreamId stream, int snapshotVersion) {
        return Wait.answerOf(
                        log.store().load(List.of(new StreamLoad(stream, 0, snapshotVersion)), 1))
                .getFirst()
                .snapshot();
    }
}
