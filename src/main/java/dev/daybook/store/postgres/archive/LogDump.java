package dev.daybook.store.postgres.archive;

import dev.daybook.kernel.StreamId;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.outcome.CommandId;
import dev.daybook.store.outcome.CommandKey;
import dev.daybook.store.outcome.RecordedOutcome;
import dev.daybook.store.outcome.StoredOutcome;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Reads the whole log as it is at one moment, whatever is appended meanwhile: its events in order,
 * then the outcomes of keyed commands in the order of their ids.
 */
public final class LogDump {

    /** Takes the log, one part after the other. */
    public interface Reader {

        void event(StoredEvent event) throws IOException;

        void outcome(RecordedOutcome outcome) throws IOException;
    }

    private static final String EVENTS =
            """
            select position, category, stream_id, version, event_id, event_type, schema_version, payload, metadata,
                   recorded_at
            from events
            order by position
            """;

    private static final String OUTCOMES =
            """
            select category, stream_id, caller, command_id, fingerprint, version, position, rejection, recorded_at
            from command_outcomes
            order by command_id, caller
            """;

    /** A reader may be slow: a pipe, a network. */
    private static final String NO_HURRY = "set local idle_in_transaction_session_timeout = 0";

    private static final int PAGE = 2_000;

    private interface Row {
        void read(ResultSet row) throws IOException, SQLException;
    }

    private final DataSource database;

    public LogDump(DataSource database) {
        this.database = database;
    }

    /** Reads it page by page. */
    public void to(Reader reader) throws IOException, SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (Statement statement = connection.createStatement()) {
                statement.execute(NO_HURRY);
                statement.setFetchSize(PAGE);
                each(statement, EVENTS, row -> reader.event(event(row)));
                each(statement, OUTCOMES, row -> reader.outcome(outcome(row)));
            } finally {
                connection.rollback();
            }
        }
    }

    private static void each(Statement statement, String sql, Row action)
            throws IOException, SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                action.read(rows);
            }
        }
    }

    private static StoredEvent event(ResultSet row) throws SQLException {
        return new StoredEvent(
                row.getLong("position"),
                stream(row),
                row.getLong("version"),
                row.getObject("event_id", UUID.class),
                row.getString("event_type"),
                row.getInt("schema_version"),
                row.getString("payload"),
                row.getString("metadata"),
                recordedAt(row));
    }

    private static RecordedOutcome outcome(ResultSet row) throws SQLException {
        CommandId id = new CommandId(row.getString("caller"), row.getString("command_id"));
        return new RecordedOutcome(
                stream(row),
                new StoredOutcome(
                        new CommandKey(id, row.getString("fingerprint")),
                        row.getLong("version"),
                        row.getLong("position"),
                        row.getString("rejection")),
                recordedAt(row));
    }

    private static StreamId stream(ResultSet row) throws SQLException {
        return new StreamId(row.getString("category"), row.getString("stream_id"));
    }

    private static Instant recordedAt(ResultSet row) throws SQLException {
        return row.getObject("recorded_at", OffsetDateTime.class).toInstant();
    }
}
