package dev.daybook.store.postgres.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether the database refuses to change what was recorded: it is looked up, and tried. */
final class AppendOnly {

    /**
     * An enabled trigger before each kind of change, which is for a statement: the bits of its
     * type.
     */
    private static final String UNGUARDED =
            """
            select format('nothing refuses %s on %s', change.name, guarded.name) as what
            from (values ('events'), ('command_outcomes')) as guarded(name)
            cross join (values ('UPDATE', 16), ('DELETE', 8), ('TRUNCATE', 32)) as change(name, bit)
            where not exists (
                select from pg_trigger t
                where t.tgrelid = guarded.name::regclass and t.tgfoid = 'refuse_change'::regproc
                  and t.tgenabled in ('O', 'A') and t.tgtype & 3 = 2 and t.tgtype & change.bit <> 0)
            order by guarded.name, change.name
            """;

    /** None of them would change anything, even where it is not refused. */
    private static final Map<String, String> HARMLESS =
            Map.of(
                    "UPDATE on events", "update events set position = position where false",
                    "DELETE on events", "delete from events where false",
                    "UPDATE on command_outcomes",
                            "update command_outcomes set position = position where false",
                    "DELETE on command_outcomes", "delete from command_outcomes where false");

    /** Only tried while it is known to be refused; nobody is made to wait for it. */
    private static final Map<String, String> DANGEROUS =
            Map.of(
                    "TRUNCATE on events", "truncate events",
                    "TRUNCATE on command_outcomes", "truncate command_outcomes");

    private static final String NO_WAITING = "set local lock_timeout = '50ms'";

    /** By the trigger, or since the user has no right to it. */
    private static final Set<String> REFUSALS = Set.of("P0001", "42501");

    /** Somebody reads or writes the table: that it is refused was looked up. */
    private static final String LOCKED = "55P03";

    private AppendOnly() {}

    /** What is not refused. The connection's transaction has to be rolled back. */
    static List<String> faults(Connection connection) throws SQLException {
        List<String> faults = unguarded(connection);
        if (!faults.isEmpty()) {
            return faults;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(NO_WAITING);
        }
        collectDone(connection, HARMLESS, faults);
        if (faults.isEmpty()) {
            collectDone(connection, DANGEROUS, faults);
        }
        return faults;
    }

    private static List<String> unguarded(Connection connection) throws SQLException {
        List<String> faults = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(UNGUARDED);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                faults.add(rows.getString("what"));
            }
        }
        return faults;
    }

    private static void collectDone(
            Connection connection, Map<String, String> attempts, List<String> faults)
            throws SQLException {
        for (Map.Entry<String, String> attempt : attempts.entrySet()) {
            if (!isRefused(connection, attempt.getValue())) {
                faults.add(attempt.getKey() + " is not refused");
            }
        }
    }

    private static boolean isRefused(Connection connection, String change) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            statement.execute(change);
            return false;
        } catch (SQLException e) {
            if (!REFUSALS.contains(e.getSQLState()) && !LOCKED.equals(e.getSQLState())) {
                throw e;
            }
            return true;
        } finally {
            connection.rollback(before);
        }
    }
}
