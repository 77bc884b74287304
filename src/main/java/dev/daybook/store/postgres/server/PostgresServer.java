package dev.daybook.store.postgres.server;

import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** Where a PostgreSQL and a database on it are. */
public record PostgresServer(String host, int port, String database) {

    private static final int CONNECT_SECONDS = 5;

    /**
     * Connects once.
     *
     * @throws SQLException telling why it cannot be used as this user
     */
    public void probe(String user, String password) throws SQLException {
        PGSimpleDataSource server = new PGSimpleDataSource();
        server.setServerNames(new String[] {host});
        server.setPortNumbers(new int[] {port});
        server.setDatabaseName(database);
        server.setUser(user);
        server.setPassword(password);
        server.setConnectTimeout(CONNECT_SECONDS);
        server.setLoginTimeout(CONNECT_SECONDS);
        server.getConnection().close();
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
