package dev.daybook.cli;

import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfoService;

/** A command never migrates tables that are in use: serving does. */
final class TableVersion {

    private TableVersion() {}

    /**
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
