package dev.daybook.store.postgres;

import static dev.daybook.support.Caller.deposit;
import static dev.daybook.support.Caller.open;
import static dev.daybook.support.Entries.entry;
import static dev.daybook.support.Entries.events;
import static dev.daybook.support.Entries.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Outcome.Accepted;
import dev.daybook.store.AppendResult;
import dev.daybook.store.AppendResult.Appended;
import dev.daybook.store.AppendResult.Stale;
import dev.daybook.store.EventStore;
import dev.daybook.store.NewEvent;
import dev.daybook.store.StreamAppend;
import dev.daybook.support.Background;
import dev.daybook.support.Caller;
import dev.daybook.support.CuttingProxy;
import dev.daybook.support.Entries;
import dev.daybook.support.HeldWriter;
import dev.daybook.support.LogReader;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log in PostgreSQL is append-only, without a hole and in commit order, whoever writes. */
class PostgresLogTest {

    private static final int CONNECTIONS_OF_A_POOL = 8;

    private final TestLog log = TestLog.inPostgres();

    @AfterEach
    void close() {
        log.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update events set payload = '{}'",
                "update events set payload = '{}' where false",
                "delete from events",
                "truncate events",
                "truncate events cascade",
                "update command_outcomes set version = 0",
                "delete from command_outcomes",
                "truncate command_outcomes"
            })
    void nothing_that_was_written_can_be_changed_or_removed(String statement) {
        append("a", 0);

        var refusal =
                assertThrows(IllegalStateException.class, () -> log.database().execute(statement));
        assertTrue(refusal.getCause().getMessage().contains("the log is append-only"));
        assertEquals(1, log.database().number("select count(*) from events"));
    }

    @Test
    void positions_are_in_commit_order_though_a_writer_is_held_in_the_middle() {
        append("first", 0);
        try (LogReader reader = new LogReader(log.storeOfAnotherInstance());
                HeldWriter held = new HeldWriter(log.database())) {
            held.append(stream("held"), 0, "ThingHappened", "{}");
            List<CompletableFuture<AppendResult>> others =
                    IntStream.range(0, 30).mapToObj(n -> send(log.store(), "s" + n, 0)).toList();
            held.untilOthersWait(CONNECTIONS_OF_A_POOL);
            reader.untilRead(3);
            assertEquals(1, reader.head());

            held.commit();
            others.forEach(Wait::answerOf);
            Wait.until("the reader has seen everything", () -> reader.head() == 32);
            reader.assertNeverSawAHole();
        }
        assertEquals(
                "thing/held",
                log.database()
                        .rows("select category || '/' || stream_id from events where position = 2")
                        .getFirst());
        assertWithoutHole(32);
    }

    @Test
    void a_writer_that_gives_up_leaves_no_hole() {
        append("first", 0);
        List<CompletableFuture<AppendResult>> others;
        try (HeldWriter held = new HeldWriter(log.database())) {
            assertEquals(2, held.append(stream("held"), 0, "ThingHappened", "{}"));
            others = IntStream.range(0, 5).mapToObj(n -> send(log.store(), "s" + n, 0)).toList();
            held.untilOthersWait(5);
        }
        others.forEach(Wait::answerOf);

        assertWithoutHole(6);
    }

    @Test
    void times_never_decrease_though_a_transaction_is_older_than_what_was_committed_meanwhile() {
        try (HeldWriter early = new HeldWriter(log.database())) {
            append("a", 0);
            append("a", 1);
            assertEquals(3, early.append(stream("late"), 0, "ThingHappened", "{}"));
            early.commit();
        }
        assertWithoutHole(3);
    }

    @Test
    void times_never_decrease_though_the_clock_is_set_back() {
        log.database()
                .execute(
                        """
                        insert into events (position, category, stream_id, version, event_id, event_type,
                                            schema_version, payload, metadata, recorded_at)
                        values (1, 'thing', 'future', 1, gen_random_uuid(), 'ThingHappened', 1, '{}', '{}',
                                clock_timestamp() + interval '1 hour')
                        """);
        append("a", 0);

        assertWithoutHole(2);
    }

    @Test
    void one_of_100_racers_on_a_stream_wins_and_the_losers_burn_no_position() {
        EventStore other = log.storeOfAnotherInstance();
        List<AppendResult> answers =
                IntStream.range(0, 100)
                        .mapToObj(n -> send(n % 2 == 0 ? log.store() : other, "raced", 0))
                        .toList()
                        .stream()
                        .map(Wait::answerOf)
                        .toList();

        assertEquals(
                1,
                answers.stream()
                        .filter(answer -> answer instanceof Appended(long first, _) && first == 1)
                        .count());
        assertEquals(99, answers.stream().filter(new Stale(1)::equals).count());
        append("raced", 1);
        assertWithoutHole(2);
    }

    @Test
    void as_much_is_stored_as_was_answered() {
        List<CompletableFuture<Integer>> writers =
                IntStream.range(0, 4)
                        .mapToObj(_ -> log.storeOfAnotherInstance())
                        .map(store -> Background.start(() -> successes(store)))
                        .toList();

        int successes = writers.stream().mapToInt(Wait::answerOf).sum();
        assertTrue(successes > 0);
        assertWithoutHole(successes);
        assertEquals(
                0,
                log.database()
                        .number(
                                """
                                select count(*) from (
                                    select from events group by category, stream_id
                                    having min(version) <> 1 or max(version) <> count(*)) broken
                                """));
    }

    @Test
    void a_long_transaction_elsewhere_stalls_neither_writers_nor_readers() {
        try (HeldWriter _ = new HeldWriter(log.database());
                LogReader reader = new LogReader(log.storeOfAnotherInstance())) {
            for (int version = 0; version < 20; version++) {
                append("a", version);
            }
            Wait.until("the reader has seen everything", () -> reader.head() == 20);
        }
    }

    @Test
    void an_append_whose_answer_is_cut_off_is_there_once() throws IOException {
        try (CuttingProxy proxy = new CuttingProxy(log.database().port())) {
            Caller caller = callerThrough(proxy);
            caller.openWith("a", 5);
            proxy.dropNextAnswerWith("batch");
            List<CompletableFuture<Outcome>> sent =
                    caller.inOneBatch(
                            () ->
                                    Stream.of(
                                                    caller.send("a", deposit(1)),
                                                    caller.send("b", open()),
                                                    caller.send("b", deposit(1)))
                                            .toList());

            assertEquals(
                    List.of(
                            new Accepted(3, 3, false),
                            new Accepted(1, 4, false),
                            new Accepted(2, 5, false)),
                    Caller.answersOf(sent));
            assertEquals(1, proxy.cuts());
            assertWithoutHole(5);
        }
    }

    @Test
    void an_append_that_is_cut_off_on_its_way_is_there_once() throws IOException {
        try (CuttingProxy proxy = new CuttingProxy(log.database().port())) {
            Caller caller = callerThrough(proxy);
            caller.openWith("a", 0);
            proxy.dropNextCallWith("MoneyDeposited");

            assertEquals(new Accepted(2, 2, false), caller.ask("a", deposit(1)));
            assertEquals(1, proxy.cuts());
            assertWithoutHole(2);
        }
    }

    @Test
    void what_was_confirmed_is_compared_again_once_another_instance_has_appended() {
        append("x", 0);
        long confirmedAt = confirmedAt(log.store(), "a", 0);
        Wait.answerOf(send(log.storeOfAnotherInstance(), "a", 1));
        append("b", 0);

        assertEquals(new Stale(2), ask(confirmed("a", 1, confirmedAt, events(1))));
        assertEquals(new Stale(2), ask(confirmed("a", 1, confirmedAt)));
        assertWithoutHole(4);
    }

    @Test
    void what_was_confirmed_is_compared_at_once_when_another_instance_was_the_last_to_append() {
        append("x", 0);
        long confirmedAt = confirmedAt(log.store(), "a", 0);
        Wait.answerOf(send(log.storeOfAnotherInstance(), "a", 1));

        assertEquals(new Stale(2), ask(confirmed("a", 1, confirmedAt)));
        assertEquals(new Stale(2), ask(confirmed("a", 1, confirmedAt, events(1))));
        assertWithoutHole(3);
    }

    @Test
    void a_confirmation_holds_as_long_as_this_instance_alone_appends() {
        append("x", 0);
        long confirmedAt = confirmedAt(log.store(), "a", 0);
        append("b", 0);
        append("b", 1);

        assertInstanceOf(Appended.class, ask(confirmed("a", 1, confirmedAt, events(2))));
        assertEquals(
                List.of("1", "2", "3"),
                log.database()
                        .rows("select version from events where stream_id = 'a' order by version"));
        assertWithoutHole(6);
    }

    private AppendResult ask(StreamAppend append) {
        return Wait.answerOf(log.store().append(List.of(append))).getFirst();
    }

    private static StreamAppend confirmed(
            String stream, long expectedVersion, long confirmedAt, NewEvent... events) {
        return new StreamAppend(
                Entries.stream(stream), expectedVersion, confirmedAt, List.of(events), List.of());
    }

    private static long confirmedAt(EventStore store, String stream, long expectedVersion) {
        return assertInstanceOf(Appended.class, Wait.answerOf(send(store, stream, expectedVersion)))
                .confirmedAt();
    }

    private Caller callerThrough(CuttingProxy proxy) {
        return new Caller(new PostgresEventStore(log.newPool(proxy.port()), TestLog.statements()));
    }

    /** A writer that goes round some streams, knowing only what it was answered. */
    private static int successes(EventStore store) {
        Map<String, Long> versions = new HashMap<>();
        int successes = 0;
        for (int round = 0; round < 150; round++) {
            String stream = "s" + round % 3;
            long expected = versions.getOrDefault(stream, 0L);
            switch (Wait.answerOf(send(store, stream, expected))) {
                case Appended _ -> {
                    versions.put(stream, expected + 1);
                    successes++;
                }
                case Stale(long version) -> versions.put(stream, version);
                case AppendResult.Repeated other -> throw new AssertionError(other);
                case AppendResult.Withheld other -> throw new AssertionError(other);
            }
        }
        return successes;
    }

    private void append(String stream, long expectedVersion) {
        Wait.answerOf(send(log.store(), stream, expectedVersion));
    }

    private static CompletableFuture<AppendResult> send(
            EventStore store, String stream, long expectedVersion) {
        return store.append(List.of(entry(Entries.stream(stream), expectedVersion, events(1))))
                .map(List::getFirst)
                .subscribeAsCompletionStage();
    }

    private void assertWithoutHole(int count) {
        assertEquals(
                count + "|" + count + "|" + (count - 1),
                log.database()
                        .rows(
                                """
                                select count(*), max(position),
                                       count(*) filter (where recorded_at >= before)
                                from (select position, recorded_at,
                                             lag(recorded_at) over (order by position) as before
                                      from events) timed
                                """)
                        .getFirst());
    }
}
