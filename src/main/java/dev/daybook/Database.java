package dev.daybook;

import dev.daybook.store.postgres.EmbeddedDatabase;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Sees to it that the database that the settings name is there before anything connects to it. */
final class Database implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Database.class);
    private static final int CONNECT_SECONDS = 5;
    private static final Set<String> PASSWORD_STATES = Set.of("28P01", "28000");
    private static final String UNKNOWN_DATABASE = "3D000";

    private final Optional<EmbeddedDatabase> embedded;

    private Database(Optional<EmbeddedDatabase> embedded) {
        this.embedded = embedded;
    }

    /**
     * @throws WrongSetting if the database cannot be used as it is set
     */
    static Database open(Config config) {
        String kind = config.getOptionalValue("EVENT_STORE_KIND", String.class).orElse("embedded");
        return switch (kind) {
            case "embedded" -> embedded(startIn(folder(config)));
            case "in-memory" -> embedded(startTemporary());
            case "postgres" -> existing(config);
            default ->
                    throw new WrongSetting(
                            "EVENT_STORE_KIND is '"
                                    + kind
                                    + "'; it must be embedded, postgres or in-memory.");
        };
    }

    /** Tells how to look into a database that the service started. */
    void describe() {
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

    private static String folder(Config config) {
        return config.getOptionalValue("DAYBOOK_DATA_DIR", String.class).orElse("data/postgres");
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
                    "EVENT_STORE_KIND is 'in-memory', but no PostgreSQL for the read tables can be started: "
                            + e.getMessage()
                            + ".");
        }
    }

    /** The rest of the service finds the embedded server by the same settings as any other. */
    private static Database embedded(EmbeddedDatabase server) {
        System.setProperty("POSTGRES_HOST", "127.0.0.1");
        System.setProperty("POSTGRES_PORT", String.valueOf(server.port()));
        System.setProperty("POSTGRES_USER", "postgres");
        System.setProperty("POSTGRES_PASSWORD", "postgres");
        System.setProperty("POSTGRES_DB", "postgres");
        return new Database(Optional.of(server));
    }

    private static Database existing(Config config) {
        String host = config.getOptionalValue("POSTGRES_HOST", String.class).orElse("localhost");
        String port = config.getOptionalValue("POSTGRES_PORT", String.class).orElse("5432");
        String user = config.getOptionalValue("POSTGRES_USER", String.class).orElse("daybook");
        String password =
                config.getOptionalValue("POSTGRES_PASSWORD", String.class).orElse("daybook");
        String name = config.getOptionalValue("POSTGRES_DB", String.class).orElse("daybook");
        DriverManager.setLoginTimeout(CONNECT_SECONDS);
        String url = "jdbc:postgresql://" + host + ":" + port + "/" + name;
        try (var _ = DriverManager.getConnection(url, user, password)) {
            return new Database(Optional.empty());
        } catch (SQLException e) {
            throw new WrongSetting(reason(e, host + ":" + port, user, name));
        }
    }

    private static String reason(SQLException failure, String address, String user, String name) {
        String state = String.valueOf(failure.getSQLState());
        if (PASSWORD_STATES.contains(state)) {
            return "POSTGRES_USER or POSTGRES_PASSWORD is wrong: the server at "
                    + address
                    + " refuses user '"
                    + user
                    + "'.";
        }
        if (state.equals(UNKNOWN_DATABASE)) {
            return "POSTGRES_DB is '"
                    + name
                    + "', but the server at "
                    + address
                    + " has no such database.";
        }
        return "POSTGRES_HOST and POSTGRES_PORT name "
                + address
                + ", where no PostgreSQL can be reached: "
                + failure.getMessage().lines().findFirst().orElse(state);
    }
}
