package dev.daybook.engine.settings;

import dev.daybook.store.postgres.server.EmbeddedDatabase;
import dev.daybook.store.postgres.server.PostgresServer;
import io.quarkus.runtime.ImageMode;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Sees to it that the database that the settings name is there before anything connects to it. */
public final class Database implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Database.class);
    private static final Set<String> PASSWORD_STATES = Set.of("28P01", "28000");
    private static final String UNKNOWN_DATABASE = "3D000";

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
            case "postgres" -> existing(config);
            case "embedded" -> started(kind, () -> startIn(setting(config, "DAYBOOK_DATA_DIR")));
            case "in-memory" -> temporary();
            default ->
                    throw new WrongSetting(
                            "EVENT_STORE_KIND is '"
                                    + kind
                                    + "'; it must be embedded, postgres or in-memory.");
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

    private static Database existing(Config config) {
        DatabaseTls tls = DatabaseTls.of(config);
        tls.settings().forEach(System::setProperty);
        List<PostgresServer> servers =
                new ArrayList<>(
                        PostgresServer.list(
                                setting(config, "POSTGRES_HOST"),
                                setting(config, "POSTGRES_PORT"),
                                setting(config, "POSTGRES_DB")));
        PostgresServer first =
                firstToUse(
                        servers,
                        tls,
                        setting(config, "POSTGRES_USER"),
                        setting(config, "POSTGRES_PASSWORD"));
        if (servers.size() > 1) {
            servers.remove(first);
            servers.addFirst(first);
            System.setProperty("quarkus.datasource.jdbc.url", PostgresServer.jdbcUrl(servers));
            System.setProperty(
                    "quarkus.datasource.reactive.url", PostgresServer.reactiveUrls(servers));
        }
        return new Database(Optional.empty());
    }

    /** The first that takes writes, or else the first that answers at all. */
    private static PostgresServer firstToUse(
            List<PostgresServer> servers, DatabaseTls tls, String user, String password) {
        Optional<PostgresServer> readOnly = Optional.empty();
        List<String> reasons = new ArrayList<>();
        for (PostgresServer server : servers) {
            try {
                if (server.probe(user, password, tls.driverProperties())) {
                    return server;
                }
                readOnly = readOnly.or(() -> Optional.of(server));
            } catch (SQLException e) {
                reasons.add(reason(e, server, tls, user));
            }
        }
        return readOnly.orElseThrow(() -> new WrongSetting(String.join(" ", reasons)));
    }

    private static String setting(Config config, String name) {
        return config.getValue(name, String.class);
    }

    private static String reason(
            SQLException failure, PostgresServer server, DatabaseTls tls, String user) {
        String state = String.valueOf(failure.getSQLState());
        if (PASSWORD_STATES.contains(state) && !failure.getMessage().contains("pg_hba.conf")) {
            return "POSTGRES_USER or POSTGRES_PASSWORD is wrong: the server at "
                    + server
                    + " refuses user '"
                    + user
                    + "'.";
        }
        if (state.equals(UNKNOWN_DATABASE)) {
            return "POSTGRES_DB is '"
                    + server.database()
                    + "', but the server at "
                    + server
                    + " has no such database.";
        }
        return "POSTGRES_HOST and POSTGRES_PORT name "
                + server
                + ", where no PostgreSQL can be used with "
                + tls
                + ": "
                + failure.getMessage().lines().findFirst().orElse(state);
    }
}
