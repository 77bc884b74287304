package dev.daybook.engine.history;

import static dev.daybook.support.Caller.deposit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.accounts.Account;
import dev.daybook.accounts.Account.Event;
import dev.daybook.accounts.AccountSummaries;
import dev.daybook.accounts.AccountSummaries.AccountSummary;
import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.history.PointInTime.AsOf;
import dev.daybook.engine.history.PointInTime.Version;
import dev.daybook.engine.history.TimeTravel.Past;
import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.table.RowQueries;
import dev.daybook.store.postgres.table.RowSnapshots;
import dev.daybook.support.Caller;
import dev.daybook.support.Histories;
import dev.daybook.support.ReadSide;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a row was is what the projection once wrote, whichever way it is found again. */
@ParameterizedClass
@EnumSource(TestLog.Kind.class)
class TimeTravelTest {

    /** The summaries after their fold was changed: it adds a hundred to every balance. */
    private static final class OtherSummaries implements Projection.Fold<Event, AccountSummary> {

        private final AccountSummaries right = new AccountSummaries();

        @Override
        public String table() {
            return right.table();
        }

        @Override
        public int version() {
            return right.version() + 1;
        }

        @Override
        public Class<AccountSummary> rowType() {
            return right.rowType();
        }

        @Override
        public AccountSummary fold(Optional<AccountSummary> before, Recorded<Event> event) {
            AccountSummary row = right.fold(before, event);
            return new AccountSummary(
                    row.accountId(),
                    "somebody else",
                    row.currency(),
                    row.status(),
                    row.balance(),
                    row.version(),
                    row.createdAt(),
                    row.updatedAt());
        }
    }

    private final TestLog log;
    private final Caller caller;
    private final Pool pool;
    private final TimeTravel<Event, AccountSummary> travel;

    TimeTravelTest(TestLog.Kind kind) {
        log = new TestLog(kind);
        caller = new Caller(log.store());
        pool = log.newPool();
        travel = travel(new AccountSummaries());
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void every_version_of_any_history_is_the_row_that_the_projection_had() {
        Map<Long, AccountSummary> live = new TreeMap<>();
        Histories histories = new Histories();
        try (ReadSide owner = new ReadSide(log, log.store())) {
            caller.openWith("a", 500);
            for (int number = 0; number < 60; number++) {
                owner.wake();
                owner.untilCaughtUp();
                AccountSummary row = liveRow("a");
                live.put(row.version(), row);
                caller.ask("a", histories.command());
                caller.openWith("other-" + number, 1);
            }
        }
        assertTrue(live.size() > 5, () -> "Only these versions: " + live.keySet());
        live.forEach((version, row) -> assertEquals(row, rowAt(version)));
        live.forEach((version, _) -> assertEquals(positionOf(version), past(version).position()));
    }

    @Test
    void an_instant_shows_all_that_was_recorded_by_then_and_nothing_later() {
        for (int number = 0; number < 40; number++) {
            caller.openWith("a", 1);
        }
        List<StoredEvent> events = events();
        for (StoredEvent event : events) {
            Instant exactly = event.recordedAt();
            for (Instant instant :
                    List.of(
                            exactly,
                            exactly.minusNanos(1000),
                            exactly.minusNanos(1),
                            exactly.plusNanos(1),
                            exactly.plusNanos(999),
                            exactly.plusNanos(1000))) {
                assertEquals(asFolded(events, instant), to(new AsOf(instant)), instant::toString);
            }
        }
        assertEquals(41, to(new AsOf(Instant.parse("9999-12-30T00:00:00Z"))).version());
        Past<AccountSummary> before = to(new AsOf(Instant.parse("0001-01-01T00:00:00Z")));
        assertEquals(new Past<AccountSummary>(Optional.empty(), 0, 0), before);
    }

    @Test
    void a_version_that_is_not_reached_is_the_newest_one_and_what_never_was_is_nothing() {
        caller.openWith("a", 7);

        assertEquals(past(2), past(3));
        assertEquals(past(2), past(999_999_999_999_999_999L));
        assertEquals(2, past(3).version());
        assertEquals(
                new Past<AccountSummary>(Optional.empty(), 0, 0),
                Wait.answerOf(travel.to(new Version(1), "never")));
    }

    @Test
    void the_second_journey_into_a_long_stream_reads_a_page_at_most() {
        longStream();
        AccountSummary last = rowAt(1999);
        assertEquals(1998, last.balance());
        assertEquals(1999, travel.eventsRead());

        for (long version : new long[] {1999, 1998, 1500, 1499, 1001, 1000, 501, 500, 499, 1}) {
            long before = travel.eventsRead();
            AccountSummary row = rowAt(version);
            assertEquals(version, row.version());
            assertEquals(version - 1, row.balance());
            assertEquals(positionOf(version), past(version).position());
            assertTrue(travel.eventsRead() - before <= 2 * 500, "version " + version);
        }
        assertEquals(
                List.of("500", "1000", "1500"),
                log.database().rows("select version from row_snapshots order by version"));
    }

    @Test
    void rows_kept_by_another_version_of_the_projection_are_ignored() {
        longStream();
        rowAt(1999);
        TimeTravel<Event, AccountSummary> other = travel(new OtherSummaries());

        assertEquals("somebody else", row(other, 1600).ownerId());
        assertEquals(1600, other.eventsRead());
        assertEquals("owner", rowAt(1600).ownerId());
    }

    @Test
    void a_kept_row_that_does_not_parse_is_ignored_and_replaced() {
        longStream();
        AccountSummary right = rowAt(1600);
        for (String broken :
                List.of("{}", "7", "null", "[]", "{\"balance\": \"x\"}", "{\"unknown\": 1}")) {
            log.database().execute("update row_snapshots set state = '" + broken + "'");
            assertEquals(right, rowAt(1600), broken);
            long before = travel.eventsRead();
            assertEquals(right, rowAt(1600), broken);
            assertEquals(100, travel.eventsRead() - before, broken);
        }
    }

    @Test
    void the_answer_is_there_though_no_row_can_be_kept() {
        longStream();
        log.database().execute("alter table row_snapshots add constraint full_disk check (false)");

        assertEquals(1599, rowAt(1600).balance());
        assertEquals(0, log.database().number("select count(*) from row_snapshots"));
    }

    private void longStream() {
        caller.openWith("a", 0);
        Caller.answersOf(
                IntStream.range(0, 1999).mapToObj(_ -> caller.send("a", deposit(1))).toList());
    }

    private AccountSummary liveRow(String id) {
        RowQueries<AccountSummary> model =
                new RowQueries<>(pool, TestLog.statements(), new AccountSummaries());
        return Wait.answerOf(model.find(id)).value().orElseThrow();
    }

    private AccountSummary rowAt(long version) {
        return row(travel, version);
    }

    private static AccountSummary row(TimeTravel<Event, AccountSummary> travel, long version) {
        return Wait.answerOf(travel.to(new Version(version), "a")).row().orElseThrow();
    }

    private Past<AccountSummary> past(long version) {
        return to(new Version(version));
    }

    private Past<AccountSummary> to(PointInTime moment) {
        return Wait.answerOf(travel.to(moment, "a"));
    }

    private List<StoredEvent> events() {
        return Wait.answerOf(log.store().readStream(Account.ACCOUNT.stream("a"), 0, 10_000));
    }

    private long positionOf(long version) {
        return Wait.answerOf(log.store().readStream(Account.ACCOUNT.stream("a"), version - 1, 1))
                .getFirst()
                .position();
    }

    private static Past<AccountSummary> asFolded(List<StoredEvent> events, Instant instant) {
        Past<AccountSummary> past = new Past<>(Optional.empty(), 0, 0);
        for (StoredEvent event : events) {
            if (!event.recordedAt().isAfter(instant)) {
                Recorded<Event> recorded = new Codec().decode(Account.ACCOUNT, event);
                past =
                        new Past<>(
                                Optional.of(new AccountSummaries().fold(past.row(), recorded)),
                                event.version(),
                                event.position());
            }
        }
        return past;
    }

    private TimeTravel<Event, AccountSummary> travel(Projection.Fold<Event, AccountSummary> fold) {
        return new TimeTravel<>(
                Account.ACCOUNT,
                fold,
                log.store(),
                new Codec(),
                new RowSnapshots(pool, TestLog.statements(), fold.table(), fold.version()));
    }
}
