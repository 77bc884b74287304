package dev.daybook;

import dev.daybook.cli.Command;
import dev.daybook.cli.CommandLine;
import dev.daybook.cli.WrongUsage;
import dev.daybook.engine.UnknownSchema;
import dev.daybook.engine.admin.UnusableCheckpoint;
import dev.daybook.engine.consumer.UnfitDatabase;
import dev.daybook.engine.settings.Database;
import dev.daybook.engine.settings.LiteralSettings;
import dev.daybook.engine.settings.LiveConfig;
import dev.daybook.engine.settings.SettingRules;
import dev.daybook.engine.settings.Shorthands;
import dev.daybook.engine.settings.Tls;
import dev.daybook.engine.settings.WrongSetting;
import dev.daybook.store.StoreRefusal;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.store.postgres.table.UnfitTable;
import dev.daybook.web.access.OpenDoor;
import io.netty.channel.unix.Errors.NativeIoException;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.net.BindException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;

/**
 * Starts the service, or runs a command of an operator: first the database, then everything that
 * connects to it.
 */
@QuarkusMain
public final class Daybook {

    private static final String EVENT_LOOPS = "quarkus.vertx.event-loops-pool-size";
    private static final String NO_RIGHT = "42501";
    private static final int WRONG_USAGE = 2;
    private static final int BROKEN_OFF = 130;
    private static final String SERVE = "daybook.serve";

    /** Only what the command has to say goes to standard output. */
    private static final Map<String, String> INSTEAD_OF_SERVING =
            Map.of(
                    SERVE,
                    "false",
                    "quarkus.http.host-enabled",
                    "false",
                    "quarkus.flyway.migrate-at-start",
                    "false",
                    "quarkus.otel.sdk.disabled",
                    "true",
                    "quarkus.log.level",
                    "WARN",
                    "quarkus.log.console.stderr",
                    "true");

    private static final AtomicReference<Optional<Database>> DATABASE =
            new AtomicReference<>(Optional.empty());

    private static final AtomicBoolean UNDER_WAY = new AtomicBoolean();

    Daybook() {}

    public static void main(String... arguments) {
        // a plain jar has no launcher of the framework that would choose it
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        if (arguments.length > 0) {
            command(arguments);
        } else {
            launch(Database::open, null);
        }
    }

    /** Runs a command of an operator instead of serving. */
    private static void command(String... words) {
        try {
            Command command = Command.in(words).command();
            if (command == Command.HELP) {
                System.out.print(Command.usage());
                System.exit(0);
            }
            if (!command.serves()) {
                INSTEAD_OF_SERVING.forEach(System::setProperty);
            }
            command.settings().forEach(System::setProperty);
            Runtime.getRuntime().addShutdownHook(new Thread(Daybook::breakOff));
            launch(
                    config ->
                            command.serves()
                                    ? Database.temporary()
                                    : Database.join(config, command.mayBegin()),
                    CommandLine.class,
                    words);
        } catch (WrongUsage e) {
            System.err.println("Daybook: " + e.getMessage());
            System.err.print(Command.usage());
            System.exit(WRONG_USAGE);
        }
    }

    /** Where a signal ends the process: the framework would wait for the command's end. */
    private static void breakOff() {
        // the framework may have closed the database by now
        if (UNDER_WAY.get()) {
            closeDatabase();
            Runtime.getRuntime().halt(BROKEN_OFF);
        }
    }

    private static void launch(
            Function<Config, Database> database,
            @Nullable Class<? extends QuarkusApplication> application,
            String... arguments) {
        // RequestTarget does it, with a problem document
        System.setProperty("vertx.disableURIValidation", "true");
        // the library tells every step; what matters is said once the service runs
        Logger.getLogger("io.zonky").setLevel(Level.WARNING);
        try {
            Config config = LiveConfig.current();
            LiteralSettings.set(Shorthands.spelledOut(config));
            SettingRules.check(config);
            chooseEventLoops(config);
            chooseLogFormat(config);
            if (!isCommand()) {
                LiteralSettings.set(Tls.settings(config));
            }
            DATABASE.set(Optional.of(database.apply(config)));
            UNDER_WAY.set(true);
        } catch (WrongSetting e) {
            refuse(e.getMessage());
            System.exit(1);
        }
        Quarkus.run(application, Daybook::end, arguments);
    }

    private static void end(int exitCode, @Nullable Throwable failure) {
        UNDER_WAY.set(false);
        if (failure != null) {
            explain(failure);
        }
        closeDatabase();
        // live coding goes on with the next change, in the same process
        if (LaunchMode.current() != LaunchMode.DEVELOPMENT) {
            System.exit(exitCode);
        }
    }

    /** One for each processor: with more, requests only wait for each other's turn. */
    private static void chooseEventLoops(Config config) {
        if (config.getOptionalValue(EVENT_LOOPS, String.class).isEmpty()) {
            System.setProperty(
                    EVENT_LOOPS, String.valueOf(Runtime.getRuntime().availableProcessors()));
        }
    }

    private static void chooseLogFormat(Config config) {
        if (config.getValue("DAYBOOK_LOG_FORMAT", String.class).equals("json")) {
            System.setProperty("quarkus.log.console.json.enabled", "true");
        }
    }

    static void start(@Observes StartupEvent event) {
        DATABASE.get().ifPresent(Database::describe);
    }

    /** Last of all: what is being answered still needs the database. */
    static void stop(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) ShutdownEvent event) {
        closeDatabase();
    }

    /** The framework leaves it to this class to say why it ends. */
    private static void explain(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !isOfTheStore(cause)) {
            cause = cause.getCause();
        }
        switch (cause) {
            case UnknownSchema _, UnusableCheckpoint _, UnfitTable _, UnfitDatabase _, OpenDoor _ ->
                    refuse(cause.getMessage());
            case FlywayValidateException _ ->
                    refuse(
                            "The schema of the database is not the one that this version of the service makes: "
                                    + oneLine(cause.getMessage()));
            case SQLException sql when NO_RIGHT.equals(sql.getSQLState()) ->
                    refuse(
                            "POSTGRES_USER may not do what the service needs (%s). The owner of the tables grants it: 'daybook migrate ROLE'."
                                    .formatted(sql.getMessage().lines().findFirst().orElse("")));
            case SQLException _ ->
                    refuse(
                            "PostgreSQL refuses what the service needs: "
                                    + oneLine(cause.getMessage()));
            case StoreUnavailable _, StoreRefusal _ -> refuse(oneLine(cause.getMessage()));
            case BindException _, NativeIoException _, UnknownHostException _ ->
                    refuse(cannotListen(cause));
            default -> {
                refuse(cause.toString());
                failure.printStackTrace();
            }
        }
    }

    /** Then it says what is wrong, and its cause is the driver's. */
    private static boolean isOfTheStore(Throwable failure) {
        return failure instanceof StoreUnavailable || failure instanceof StoreRefusal;
    }

    private static String oneLine(String text) {
        return String.join(" ", text.lines().map(String::strip).toList());
    }

    private static String cannotListen(Throwable cause) {
        Config config = LiveConfig.current();
        return "HOST is '%s' and PORT is %s, where the service cannot listen: %s."
                .formatted(
                        config.getValue("quarkus.http.host", String.class),
                        config.getValue("quarkus.http.port", String.class),
                        cause.getMessage());
    }

    private static void refuse(String reason) {
        System.err.println((isCommand() ? "Daybook: " : "Daybook does not start: ") + reason);
    }

    private static boolean isCommand() {
        return System.getProperty(SERVE) != null;
    }

    private static void closeDatabase() {
        DATABASE.getAndSet(Optional.empty()).ifPresent(Database::close);
    }
}
