package dev.daybook.store.postgres.server;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** Where a PostgreSQL and a database on it are. */
public record PostgresServer(String host, int port, String database) {

    /** Whether the server, and the session, take writes; a standby takes none. */
    public static final String TAKES_WRITES =
            "select current_setting('transaction_read_only') = 'off'";

    private static final int CONNECT_SECONDS = 5;

    /**
     * Several that have the same database, a primary and its standbys.
     *
     * @param hosts separated by commas
     * @param ports one for all of them, or one for each
     * @throws IllegalArgumentException if a host is blank, or there are several ports and not one
     *     for each host
     */
    public static List<PostgresServer> list(String hosts, String ports, String database) {
        List<String> host = parts(hosts);
        List<String> port = parts(ports);
        if (host.contains("")) {
            throw new IllegalArgumentException("a host is missing");
        }
        if (port.size() != 1 && port.size() != host.size()) {
            throw new IllegalArgumentException(
                    "there must be one port for all of them, or one for each");
        }
        return IntStream.range(0, host.size())
                .mapToObj(
                        at ->
                                new PostgresServer(
                                        host.get(at),
                                        Integer.parseInt(port.get(port.size() == 1 ? 0 : at)),
                                        database))
                .toList();
    }

    /** What is separated by commas. */
    public static List<String> parts(String list) {
        return List.of(list.strip().split("\\s*,\\s*", -1));
    }

    /** All of them as the JDBC driver wants them; it takes the one that takes writes, if it can. */
    public static String jdbcUrl(List<PostgresServer> servers) {
        return servers.stream()
                .map(PostgresServer::toString)
                .collect(
                        Collectors.joining(
                                ",",
                                "jdbc:postgresql://",
                                "/"
                                        + servers.getFirst().database
                                        + "?targetServerType=preferPrimary"));
    }

    /** All of them as the reactive client wants them. */
    public static String reactiveUrls(List<PostgresServer> servers) {
        return servers.stream()
                .map(server -> "postgresql://" + server + "/" + server.database)
                .collect(Collectors.joining(","));
    }

    /**
     * Connects once.
     *
     * @param properties more of the JDBC driver's
     * @return whether it takes writes
     * @throws SQLException telling why it cannot be used as this user
     */
    public boolean probe(String user, String password, Map<String, String> properties)
            throws SQLException {
        PGSimpleDataSource server = new PGSimpleDataSource();
        server.setServerNames(new String[] {host});
        server.setPortNumbers(new int[] {port});
        server.setDatabaseName(database);
        server.setUser(user);
        server.setPassword(password);
        server.setConnectTimeout(CONNECT_SECONDS);
        server.setLoginTimeout(CONNECT_SECONDS);
        for (Map.Entry<String, String> property : properties.entrySet()) {
            server.setProperty(property.getKey(), property.getValue());
        }
        try (Connection connection = server.getConnection()) {
            requireSession(connection, server);
            return value(connection, TAKES_WRITES).equals("t");
        }
    }

    /**
     * A pooler names another process than the one that answers. It is put up with if a session
     * stays with the connection, for which the other one is to take whatever can be taken.
     */
    private static void requireSession(Connection connection, DataSource server)
            throws SQLException {
        int named = connection.unwrap(PGConnection.class).getBackendPID();
        if (value(connection, "select pg_backend_pid()").equals(String.valueOf(named))) {
            return;
        }
        value(connection, "select set_config('daybook.session', 'own', false)");
        try (Connection other = server.getConnection()) {
            other.setAutoCommit(false);
            value(other, "select 1");
            if (!value(connection, "select coalesce(current_setting('daybook.session', true), '')")
                    .equals("own")) {
                throw new SQLException(
                        "a pooler gives each transaction another session there, and the service needs sessions"
                                + " that last (pool_mode = session, or a direct connection)");
            }
        }
    }

    private static String value(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getString(1);
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
