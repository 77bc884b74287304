package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.CommandRun;
import dev.daybook.support.CommandRun.Result;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One role owns the tables and migrates them; the service may do no more than it has to. */
class TwoRolesIT {

    private static final String SCHEMA = "ledger";
    private static final String NO_RIGHT = "42501";

    /** By which somebody with the service's password would change what was recorded. */
    private static final List<String> FORBIDDEN =
            List.of(
                    "update events set payload = '{}'",
                    "delete from events",
                    "truncate events",
                    "alter table events disable trigger all",
                    "drop trigger events_append_only on events",
                    "drop table events",
                    "update command_outcomes set version = 1",
                    "delete from command_outcomes",
                    "update flyway_schema_history set success = false",
                    "create table own (id int)",
                    "create or replace function refuse_change() returns trigger language plpgsql as"
                            + " 'begin return null; end'",
                    "alter function append_events security definer",
                    "select create_beside('events', '__rebuild')",
                    "select create_beside('instances', '_of_mine')",
                    "select empty_projection('events')",
                    "select swap_rebuilt('events')",
                    "select drop_retired('command_outcomes')");

    private final TestDatabase database = TestDatabase.empty();
    private final String owner = database.name() + "_owner";
    private final String app = database.name() + "_app";

    @BeforeEach
    void makeRoles() {
        database.execute("create role " + owner + " login password '" + owner + "'");
        database.execute("create role " + app + " login password '" + app + "'");
        database.execute("grant create on database " + database.name() + " to " + owner);
    }

    @AfterEach
    void dropRoles() {
        database.execute("drop owned by " + app + ", " + owner + " cascade");
        database.execute("drop role " + app + ", " + owner);
    }

    private Map<String, String> settings(String role) {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("POSTGRES_USER", role);
        settings.put("POSTGRES_PASSWORD", role);
        settings.put("POSTGRES_SCHEMA", SCHEMA);
        return settings;
    }

    private void migrate(String... words) {
        Result result = CommandRun.run(settings(owner), words);
        assertEquals(0, result.exitCode(), result::err);
        assertTrue(result.out().startsWith("The database has schema version "), result::out);
    }

    @Test
    void the_service_does_all_that_it_does_as_a_role_that_owns_nothing() throws IOException {
        migrate("migrate", app);
        Map<String, String> settings = settings(app);
        settings.put("DAYBOOK_DEMO", "true");
        try (Service service = Service.start(settings)) {
            List<String> projections =
                    database.rows(
                            "select name from %1$s.subscriptions where to_regclass('%1$s.' || name) is not null"
                                    .formatted(SCHEMA));
            assertTrue(projections.contains("account_summary"), projections::toString);
            Operator operator = new Operator(service);
            for (String projection : projections) {
                assertEquals(202, operator.rebuild(projection).statusCode());
            }
            Wait.until(
                    "all have been rebuilt",
                    () ->
                            database.number(
                                            "select count(*) from %s.subscriptions where not live"
                                                    .formatted(SCHEMA))
                                    == 0);
            Teller teller = new Teller(service);
            teller.open("acc-1");
            long position = teller.deposit("acc-1", 1);
            assertEquals(1, teller.account("acc-1", position).path("balance").asInt());
            assertEquals(200, service.get("/q/health/ready").statusCode());

            Result verified = CommandRun.run(settings(app), "verify");
            assertEquals(0, verified.exitCode(), verified::out);
        }
        database.execute(
                "update %s.subscriptions set position = 1000000 where name = 'account_summary'"
                        .formatted(SCHEMA));
        Result reset = CommandRun.run(settings(app), "reset");
        assertTrue(reset.out().contains("account_summary was at position 1000000"), reset::err);
        assertEquals(
                0, database.number("select count(*) from %s.account_summary".formatted(SCHEMA)));
        Result exported = CommandRun.run(settings(app), "export");
        assertTrue(exported.out().contains("\"acc-1\""), exported::err);
        assertEquals(
                List.of("0"),
                database.rows(
                        "select count(*) from pg_class where relowner = '%s'::regrole"
                                .formatted(app)));
    }

    @Test
    void the_role_of_the_service_cannot_change_what_was_recorded() throws SQLException {
        migrate("migrate", app);
        try (Connection connection = database.connect(app, app);
                var statement = connection.createStatement()) {
            statement.execute("set search_path = " + SCHEMA);
            for (String forbidden : FORBIDDEN) {
                String state = "none";
                try {
                    statement.execute(forbidden);
                } catch (SQLException refusal) {
                    state = refusal.getSQLState();
                }
                assertEquals(NO_RIGHT, state, forbidden);
            }
        }
    }

    @Test
    void tables_of_the_next_version_are_let_to_whom_the_others_are() {
        migrate("migrate", app);
        database.execute(
                "create table %1$s.later (id int); alter table %1$s.later owner to %2$s"
                        .formatted(SCHEMA, owner));
        migrate("migrate");
        assertEquals(
                List.of("t"),
                database.rows(
                        "select has_table_privilege('%s', '%s.later', 'select, insert, update, delete')"
                                .formatted(app, SCHEMA)));
    }

    @Test
    void a_service_that_may_not_migrate_says_so_in_one_line() {
        assertRefused();
        migrate("migrate", app);
        // as an older version has left it
        database.execute(
                "delete from %s.flyway_schema_history where version in (select max(version::int)::text from %1$s.flyway_schema_history)"
                        .formatted(SCHEMA));
        assertRefused();
    }

    @Test
    void a_role_that_is_not_there_is_named() {
        Result result = CommandRun.run(settings(owner), "migrate", "nobody");
        assertNotEquals(0, result.exitCode());
        assertEquals(
                "Daybook: ERROR: role \"nobody\" does not exist (PSQLException)",
                result.err().strip());
    }

    private void assertRefused() {
        try (Service service = Service.launch(settings(app))) {
            assertNotEquals(0, service.exitCode(), service::log);
            SettingsIT.assertOneLine(service.log(), "may not", "daybook migrate");
        }
    }
}
