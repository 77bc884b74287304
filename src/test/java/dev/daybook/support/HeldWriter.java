package dev.daybook.support;

import dev.daybook.kernel.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A writer to the log that may stay in the middle of its transaction as long as a test wants. */
public final class HeldWriter implements AutoCloseable {

    private static final String APPEND =
            """
            select position
            from append_events(null, array[?], array[?], array[?]::bigint[], array[false],
                               array[1], array[?]::bigint[], array[gen_random_uuid()], array[?], array[1],
                               array[?], array[?], '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')
            """;

    private static final String WAITING =
            """
            select count(*) from pg_locks
            where locktype = 'advisory' and not granted
            and database = (select oid from pg_database where datname = current_database())
            """;

    private final TestDatabase database;
    private final Connection connection;

    /** Its transaction begins now. */
    public HeldWriter(TestDatabase database) {
        this.database = database;
        try {
            connection = database.connect();
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("select pg_current_xact_id(), now()");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Appends one event and keeps it to itself; the answer is its position. */
    public long append(StreamId stream, long expectedVersion, String type, String payload) {
        try (PreparedStatement statement = connection.prepareStatement(APPEND)) {
            statement.setString(1, stream.category());
            statement.setString(2, stream.id());
            statement.setLong(3, expectedVersion);
            statement.setLong(4, expectedVersion + 1);
            statement.setString(5, type);
            statement.setString(6, payload);
            statement.setString(7, Entries.METADATA);
            try (var result = statement.executeQuery()) {
                result.next();
                return result.getLong("position") + 1;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns once so many others wait for this writer. */
    public void untilOthersWait(int count) {
        Wait.until(count + " writers wait at the log", () -> database.number(WAITING) >= count);
    }

    public void commit() {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives up what was not committed. */
    public void giveUp() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives up what was not committed. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
