package dev.daybook.store.postgres.archive;

import dev.daybook.store.StoredEvent;
import dev.daybook.store.outcome.RecordedOutcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Fills an empty log, all or nothing: in one transaction, which holds the log lock, so that an
 * append that comes meanwhile waits for it and is then judged against what was loaded.
 */
public final class LogLoad implements AutoCloseable {

    /**
     * An event or outcome that the log cannot take.
     *
     * @param line of what was added, beginning with 1
     */
    public record Refused(long line, String reason) {}

    private static final String LOCK = "select pg_advisory_xact_lock(7305808869232668005)";

    /** A snapshot or checkpoint of another log would be taken for one of this. */
    private static final String FOUND =
            """
            select case
                when exists (select from events) then 'there are events in it'
                when exists (select from command_outcomes) then 'there are outcomes of commands in it'
                when exists (select from snapshots) or exists (select from row_snapshots)
                    then 'there are snapshots of a log that was there before'
                when exists (select from subscriptions where position > 0) or exists (select from skipped_events)
                    then 'projections have followed a log that was there before'
            end
            """;

    private static final String EVENTS =
            """
            copy events (position, category, stream_id, version, event_id, event_type, schema_version, payload, metadata,
                         recorded_at) from stdin
            """;

    private static final String OUTCOMES =
            """
            copy command_outcomes (category, stream_id, caller, command_id, fingerprint, version, position, rejection,
                                   recorded_at) from stdin
            """;

    /** The checks sort the whole log. */
    private static final String ROOM_TO_SORT = "set local work_mem = '256MB'";

    private static final String COUNT = "analyze events, command_outcomes";
    private static final Pattern LINE = Pattern.compile("COPY \\w+, line (\\d+)");

    private final Connection connection;
    private long events;
    private @Nullable CopyRows rows;
    private boolean outcomes;

    private LogLoad(Connection connection) {
        this.connection = connection;
    }

    /**
     * Locks the log.
     *
     * @throws IllegalStateException if it is not empty; the message says what is there
     */
    public static LogLoad begin(DataSource database) throws SQLException {
        Connection connection = database.getConnection();
        connection.setAutoCommit(false);
        LogLoad load = new LogLoad(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute(LOCK);
            statement.execute(ROOM_TO_SORT);
            try (ResultSet found = statement.executeQuery(FOUND)) {
                if (found.next() && found.getString(1) != null) {
                    throw new IllegalStateException(found.getString(1));
                }
            }
            return load;
        } catch (SQLException | RuntimeException e) {
            load.close();
            throw e;
        }
    }

    /** Adds an event behind those that were added; no outcome has been added yet. */
    public void add(StoredEvent event) throws SQLException {
        if (rows == null) {
            rows = copy(EVENTS);
        }
        rows.add(
                event.position(),
                event.stream().category(),
                event.stream().id(),
                event.version(),
                event.eventId(),
                event.eventType(),
                event.schemaVersion(),
                event.payload(),
                event.metadata(),
                event.recordedAt());
        events++;
    }

    /** Adds an outcome; they come in the order of their commands' ids, then of the callers. */
    public void add(RecordedOutcome outcome) throws SQLException {
        if (!outcomes) {
            endRows();
            rows = copy(OUTCOMES);
            outcomes = true;
        }
        rows.add(
                outcome.stream().category(),
                outcome.stream().id(),
                outcome.answer().key().id().caller(),
                outcome.answer().key().id().value(),
                outcome.answer().key().fingerprint(),
                outcome.answer().version(),
                outcome.answer().position(),
                outcome.answer().rejection(),
                outcome.recordedAt());
    }

    /** The first of what was added that breaks a rule of the log. */
    public Optional<Refused> check() throws SQLException {
        endRows();
        try (Statement statement = connection.createStatement()) {
            statement.execute(COUNT);
        }
        Stream.Builder<Refused> refused = Stream.builder();
        for (LogCheck check : LogCheck.values()) {
            long before = check == LogCheck.OUTCOMES ? events : 0;
            check.faults(connection, 1).stream()
                    .map(fault -> new Refused(before + fault.number(), fault.what()))
                    .forEach(refused);
        }
        return refused.build().min(Comparator.comparingLong(Refused::line));
    }

    /** What the failure of {@link #add} or {@link #check} says of a line, if it does. */
    public Optional<Refused> refusal(SQLException failure) {
        ServerErrorMessage message =
                failure instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        if (message == null || message.getWhere() == null) {
            return Optional.empty();
        }
        Matcher line = LINE.matcher(message.getWhere());
        return line.find()
                ? Optional.of(
                        new Refused(
                                (outcomes ? events : 0) + Long.parseLong(line.group(1)),
                                reason(message)))
                : Optional.empty();
    }

    /** Makes it the log. */
    public void commit() throws SQLException {
        connection.commit();
    }

    /** Leaves the log empty unless it was committed. */
    @Override
    public void close() throws SQLException {
        try (connection) {
            if (rows != null) {
                rows.cancel();
            }
            connection.rollback();
        }
    }

    private CopyRows copy(String sql) throws SQLException {
        return new CopyRows(connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql));
    }

    private void endRows() throws SQLException {
        if (rows != null) {
            rows.end();
            rows = null;
        }
    }

    private static String reason(ServerErrorMessage message) {
        return message.getDetail() == null
                ? String.valueOf(message.getMessage())
                : message.getMessage() + ": " + message.getDetail().replaceFirst("\\.$", "");
    }
}
