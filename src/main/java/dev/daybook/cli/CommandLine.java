package dev.daybook.cli;

import dev.daybook.cli.Command.Call;
import dev.daybook.cli.training.Training;
import dev.daybook.engine.Engine;
import dev.daybook.engine.Lifecycle;
import dev.daybook.engine.access.KeyList;
import dev.daybook.engine.admin.Administration;
import dev.daybook.engine.admin.UnusableCheckpoint;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.engine.subscription.DestinationUnavailable;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.store.postgres.table.UnfitTable;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Runs one command on the database, and ends. */
@Singleton
@Unremovable
public final class CommandLine implements QuarkusApplication {

    private static final int DONE = 0;
    private static final int FAILED = 1;

    private final DataSource database;
    private final Flyway flyway;
    private final Engine engine;
    private final Lifecycle lifecycle;
    private final Administration administration;
    private final Commands commands;
    private final KeyList keys;

    CommandLine(
            DataSource database,
            Flyway flyway,
            Engine engine,
            Lifecycle lifecycle,
            Administration administration,
            Commands commands,
            KeyList keys) {
        this.database = database;
        this.flyway = flyway;
        this.engine = engine;
        this.lifecycle = lifecycle;
        this.administration = administration;
        this.commands = commands;
        this.keys = keys;
    }

    @Override
    public int run(String... words) throws WrongUsage, InterruptedException {
        try {
            return run(Command.in(words)) ? DONE : FAILED;
        } catch (CommandFailed
                | DestinationUnavailable
                | UnusableCheckpoint
                | UnfitTable
                | StoreUnavailable e) {
            System.err.println("Daybook: " + e.getMessage());
        } catch (IOException | SQLException e) {
            System.err.println("Daybook: " + firstLine(e));
        }
        return FAILED;
    }

    private boolean run(Call call)
            throws CommandFailed, InterruptedException, IOException, SQLException, WrongUsage {
        if (call.command() != Command.MIGRATE) {
            Schema.require(flyway, call.command().mayBegin());
        }
        return switch (call.command()) {
            case EXPORT -> new Export(database).run(call.argument());
            case IMPORT -> new Import(database).run(call.argument());
            case VERIFY -> new Verify(database, administration, engine.projectionAudit()).run();
            case PROJECTIONS -> new ProjectionList(administration).run();
            case REBUILD ->
                    new Rebuild(administration, lifecycle).run(call.argument().orElseThrow());
            case KEY -> new Keys(commands, keys).run(KeyOptions.of(call.arguments()));
            case RELAY -> new Relay(engine.outlets().relayPlace()).run(call.argument());
            case RESET -> new Reset(administration, engine.restoredLog()).run();
            case MIGRATE -> Schema.migrate(flyway, database, call.argument());
            case TRAIN -> new Training().run();
            case HELP -> true;
        };
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                + " ("
                + e.getClass().getSimpleName()
                + ")";
    }
}
