package dev.daybook.engine.settings;

import dev.daybook.store.postgres.server.PostgresServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** The servers that the settings name, asked before anything connects to them. */
final class GivenServers {

    static final String SCHEMA = "POSTGRES_SCHEMA";

    private static final String WRONG_PASSWORD = "28P01";
    private static final String UNKNOWN_DATABASE = "3D000";

    private GivenServers() {}

    /**
     * Lets both drivers begin with the one to use, encrypted as it is set.
     *
     * @throws WrongSetting if none can be used
     */
    static void use(Config config) {
        DatabaseTls tls = DatabaseTls.of(config);
        LiteralSettings.set(tls.settings());
        useSchema(config);
        List<PostgresServer> servers =
                new ArrayList<>(
                        PostgresServer.list(
                                Database.setting(config, "POSTGRES_HOST"),
                                Database.setting(config, "POSTGRES_PORT"),
                                Database.setting(config, "POSTGRES_DB")));
        PostgresServer first =
                firstToUse(
                        servers,
                        tls,
                        Database.setting(config, "POSTGRES_USER"),
                        // none, where a certificate or the server's trust stands for it
                        config.getOptionalValue("POSTGRES_PASSWORD", String.class).orElse(""));
        if (servers.size() > 1) {
            servers.remove(first);
            servers.addFirst(first);
            System.setProperty("quarkus.datasource.jdbc.url", PostgresServer.jdbcUrl(servers));
            System.setProperty(
                    "quarkus.datasource.reactive.url", PostgresServer.reactiveUrls(servers));
        }
    }

    /** Connections set it for themselves: behind a pooler none can be started with it. */
    private static void useSchema(Config config) {
        config.getOptionalValue(SCHEMA, String.class)
                .ifPresent(
                        schema -> {
                            System.setProperty("quarkus.flyway.default-schema", schema);
                            System.setProperty(
                                    "quarkus.datasource.jdbc.new-connection-sql",
                                    "set search_path = \"%s\", pg_temp".formatted(schema));
                        });
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

    private static String reason(
            SQLException failure, PostgresServer server, DatabaseTls tls, String user) {
        String state = String.valueOf(failure.getSQLState());
        if (state.equals(WRONG_PASSWORD)) {
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
