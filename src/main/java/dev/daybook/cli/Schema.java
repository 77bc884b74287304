package dev.daybook.cli;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfoService;

/** The tables that the commands find, and how they are made. */
final class Schema {

    private static final String GRANT = "select grant_service(?)";

    private Schema() {}

    /**
     * Makes them, or brings them up to date, as serving does where it may.
     *
     * @param role that may use them as the service does, beside those that could before
     */
    static boolean migrate(Flyway flyway, DataSource database, Optional<String> role)
            throws SQLException {
        flyway.migrate();
        try (Connection connection = database.getConnection();
                PreparedStatement grant = connection.prepareStatement(GRANT)) {
            grant.setString(1, role.orElse(null));
            grant.execute();
        }
        System.out.println(
                "The database has schema version " + flyway.info().current().getVersion() + ".");
        return true;
    }

    /**
     * No other command migrates tables that are in use.
     *
     * @param mayBegin whether the tables are made where there are none at all
     * @throws CommandFailed if the database has other tables than those that this version needs
     */
    static void require(Flyway flyway, boolean mayBegin) throws CommandFailed {
        MigrationInfoService schema = flyway.info();
        if (schema.current() == null) {
            if (!mayBegin) {
                throw new CommandFailed(
                        "The database is empty: no Daybook has served from it yet.");
            }
            flyway.migrate();
            return;
        }
        if (schema.pending().length > 0) {
            throw new CommandFailed(
                    "The database has schema version %s, and this version of Daybook needs %s: let it serve once, which migrates it."
                            .formatted(
                                    schema.current().getVersion(),
                                    schema.pending()[schema.pending().length - 1].getVersion()));
        }
        if (Arrays.stream(schema.applied()).anyMatch(each -> !each.getState().isResolved())) {
            throw new CommandFailed(
                    "The database has schema version %s, which this version of Daybook does not know: use the newer one."
                            .formatted(schema.current().getVersion()));
        }
    }
}
