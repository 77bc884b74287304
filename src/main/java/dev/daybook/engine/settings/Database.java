package dev.daybook.engine.settings;

import dev.daybook.store.postgres.server.EmbeddedDatabase;
import io.quarkus.runtime.ImageMode;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Sees to it that the database that the settings name is there before anything connects to it. */
public final class Database implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Database.class);

    private final Optional<EmbeddedDatabase> embedded;

    private Database(Optional<EmbeddedDatabase> embedded) {
        this.embedded = embedded;
    }

    /**
     * @throws WrongSetting if the database cannot be used as it is set
     */
    public static Database open(Config config) {
        String kind = setting(config, "EVENT_STORE_KIND");
        return switch (kind) {
            case "postgres" -> {
                GivenServers.use(config);
                yield new Database(Optional.empty());
            }
            case "embedded" -> started(kind, () -> startIn(setting(config, "DAYBOOK_DATA_DIR")));
            case "in-memory" -> temporary();
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /**
     * An empty one, gone with the process.
     *
     * @throws WrongSetting if it cannot be started
     */
    public static Database temporary() {
        return started("in-memory", Database::startTemporary);
    }

    /**
     * The database for a command: that of the service that runs, if one does.
     *
     * @param mayBegin whether an embedded database is made where there is none
     * @throws WrongSetting if the database cannot be used as it is set
     */
    public static Database join(Config config, boolean mayBegin) {
        String kind = setting(config, "EVENT_STORE_KIND");
        if (kind.equals("in-memory")) {
            throw new WrongSetting(
                    "EVENT_STORE_KIND is 'in-memory', which keeps nothing that a command could work on.");
        }
        if (!kind.equals("embedded")) {
            return open(config);
        }
        String folder = setting(config, "DAYBOOK_DATA_DIR");
        if (!mayBegin && !Files.exists(Path.of(folder))) {
            throw new WrongSetting(
                    "DAYBOOK_DATA_DIR is '" + folder + "', where there is no database.");
        }
        OptionalInt running = runningIn(folder);
        if (running.isEmpty()) {
            return open(config);
        }
        nameEmbedded(running.getAsInt());
        return new Database(Optional.empty());
    }

    private static OptionalInt runningIn(String folder) {
        try {
            return EmbeddedDatabase.runningIn(Path.of(folder));
        } catch (IllegalStateException | UncheckedIOException e) {
            throw new WrongSetting(
                    "DAYBOOK_DATA_DIR is '"
                            + folder
                            + "', where no PostgreSQL can be reached: "
                            + e.getMessage()
                            + ".");
        }
    }

    /** A native executable does not carry the server. */
    private static Database started(String kind, Supplier<EmbeddedDatabase> start) {
        if (ImageMode.current() == ImageMode.NATIVE_RUN) {
            throw new WrongSetting(
                    "EVENT_STORE_KIND is '"
                            + kind
                            + "', which needs the service on a JVM; the native executable knows postgres.");
        }
        return embedded(start.get());
    }

    /** Tells how to look into a database that the service started. */
    public void describe() {
        embedded.ifPresent(
                server ->
                        LOG.infof(
                                "Embedded PostgreSQL: psql -h 127.0.0.1 -p %d -U postgres",
                                server.port()));
    }

    /** Stops the database if the service started it. */
    @Override
    public void close() {
        embedded.ifPresent(EmbeddedDatabase::close);
    }

    private static EmbeddedDatabase startIn(String folder) {
        try {
            return EmbeddedDatabase.start(Path.of(folder));
        } catch (IllegalStateException | UncheckedIOException e) {
            throw new WrongSetting(
                    "DAYBOOK_DATA_DIR is '"
                            + folder
                            + "', where no PostgreSQL can be started: "
                            + e.getMessage()
                            + ".");
        }
    }

    private static EmbeddedDatabase startTemporary() {
        try {
            return EmbeddedDatabase.startTemporary();
        } catch (IllegalStateException | UncheckedIOException e) {
            throw new WrongSetting(
                    "EVENT_STORE_KIND is 'in-memory', but no temporary PostgreSQL can be started: "
                            + e.getMessage()
                            + ".");
        }
    }

    private static Database embedded(EmbeddedDatabase server) {
        nameEmbedded(server.port());
        return new Database(Optional.of(server));
    }

    /** The rest of the service finds the embedded server by the same settings as any other. */
    private static void nameEmbedded(int port) {
        System.setProperty("POSTGRES_HOST", "127.0.0.1");
        System.setProperty("POSTGRES_PORT", String.valueOf(port));
        System.setProperty("POSTGRES_USER", "postgres");
        System.setProperty("POSTGRES_PASSWORD", "postgres");
        System.setProperty("POSTGRES_DB", "postgres");
    }

    /** One that may not be empty. */
    static String setting(Config config, String name) {
        return config.getOptionalValue(name, String.class)
                .orElseThrow(() -> new WrongSetting(name + " is empty."));
    }
}
