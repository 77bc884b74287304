package dev.daybook.store.postgres.archive;

import dev.daybook.store.postgres.archive.LogCheck.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import javax.sql.DataSource;

/** Looks through the whole log, as it is at one moment, for anything that is not as it must be. */
public final class LogAudit {

    private static final int FAULTS_TOLD = 3;

    private static final List<String> AT_LEISURE =
            List.of(
                    // the checks sort the whole log
                    "set local work_mem = '256MB'",
                    "set local idle_in_transaction_session_timeout = 0");

    private final DataSource database;

    public LogAudit(DataSource database) {
        this.database = database;
    }

    /**
     * Runs all checks.
     *
     * @param findings takes the name of each check and the first faults that it found, if any
     */
    public void run(BiConsumer<String, List<String>> findings) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                run(connection, findings);
            } finally {
                connection.rollback();
            }
        }
    }

    private static void run(Connection connection, BiConsumer<String, List<String>> findings)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String setting : AT_LEISURE) {
                statement.execute(setting);
            }
        }
        findings.accept("append-only", AppendOnly.faults(connection));
        for (LogCheck check : LogCheck.values()) {
            findings.accept(
                    check.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    check.faults(connection, FAULTS_TOLD).stream().map(Fault::what).toList());
        }
    }
}
