package dev.daybook.store.postgres.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The audit of a log finds each kind of damage, made by somebody who may do anything. */
class LogAuditTest {

    private static final String LOG =
            """
            insert into events
            select n, 'account', 'acc-' || n % 3, 1 + (n - 1) / 3, gen_random_uuid(), 'MoneyDeposited', 1, '{}', '{}',
                   '2026-01-01'::timestamptz + n * interval '1 s'
            from generate_series(1, 30) n;
            insert into command_outcomes
            select 'user', 'key-' || position, 'f', category, stream_id, version, position, null, recorded_at from events;
            insert into command_outcomes
            values ('user', 'refused', 'f', 'account', 'acc-1', 2, 0, '{}', now()),
                   ('user', 'refused before the first event', 'f', 'account', 'acc-9', 0, 0, '{}', now())
            """;

    private static final String AS_A_REPLICA = "set session_replication_role = replica;";

    private final TestDatabase database = TestDatabase.migrated();

    LogAuditTest() {
        database.execute(LOG);
    }

    @Test
    void a_sound_log_passes_each_check_and_stays_as_it_is() throws SQLException {
        List<String> before = database.rows("select * from events order by position");
        assertEquals(
                List.of("append-only", "positions", "versions", "times", "event ids", "outcomes"),
                audit(false));
        assertEquals(List.of(), audit(true));
        assertEquals(before, database.rows("select * from events order by position"));
    }

    @Test
    void a_reader_of_the_log_is_not_waited_for() throws SQLException {
        try (var _ = database.hold("select count(*) from events, command_outcomes")) {
            assertEquals(List.of(), audit(true));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table events disable trigger all | UPDATE on events",
                "alter table events disable trigger all | TRUNCATE on events",
                "drop trigger command_outcomes_append_only on command_outcomes | DELETE on command_outcomes",
                "alter table events enable replica trigger events_append_only | DELETE on events",
                "create or replace function refuse_change() returns trigger language plpgsql as 'begin return null; end' | UPDATE on events is not refused",
                "do 'begin execute format(''alter database %I set session_replication_role = replica'', current_database()); end' | DELETE on events is not refused"
            })
    void a_log_that_can_be_changed_is_found(String damage, String words) throws SQLException {
        database.execute(damage);
        assertFound("append-only", words);
        assertEquals(30, database.number("select count(*) from events"));
    }

    @Test
    void that_truncate_alone_is_not_refused_is_found() throws SQLException {
        database.execute(
                """
                create or replace function refuse_change() returns trigger language plpgsql as '
                begin if tg_op <> ''TRUNCATE'' then raise exception ''no''; end if; return null; end'
                """);
        assertFound("append-only", "TRUNCATE on events is not refused");
        assertEquals(30, database.number("select count(*) from events"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "delete from events where position = 7 | positions | position 8 stands where 7 belongs",
                "delete from events where position = 1 | positions | position 2 stands where 1 belongs",
                "delete from events where position = 4 | versions | version 3 of account/acc-1 stands at position 7",
                "update events set version = 99 where position = 30 | versions | version 99 of account/acc-0",
                "update events set version = case position when 1 then 4 else 1 end where position in (1, 4) | versions | 'version 4 of account/acc-1 stands at position 1, where version 1 belongs'",
                "update events set recorded_at = '2026-01-01' where position = 9 | times | position 9 was recorded",
                "update events set event_id = (select event_id from events where position = 2) where position = 20 | event ids | at position 2 and at position 20",
                "delete from events where position = 30 | outcomes | key-30",
                "update command_outcomes set position = 5 where command_id = 'key-6' | outcomes | 'key-6 of \"user\" belongs to version 2 of account/acc-0 at position 5'",
                "update command_outcomes set version = 12 where command_id = 'refused' | outcomes | refused"
            })
    void damage_is_found_and_named(String damage, String check, String words) throws SQLException {
        database.execute(
                "alter table events drop constraint events_stream_version;"
                        + AS_A_REPLICA
                        + damage);
        assertFound(check, words);
    }

    private void assertFound(String check, String words) throws SQLException {
        List<String> found = audit(true);
        assertTrue(
                found.stream().anyMatch(each -> each.startsWith(check) && each.contains(words)),
                found::toString);
    }

    /** The names of all checks, or what was found by those that did not pass. */
    private List<String> audit(boolean faults) throws SQLException {
        List<String> said = new ArrayList<>();
        new LogAudit(database.source())
                .run(
                        (check, found) -> {
                            if (!faults) {
                                said.add(check);
                            }
                            if (faults && !found.isEmpty()) {
                                said.add(check + ": " + found);
                            }
                        });
        return said;
    }
}
