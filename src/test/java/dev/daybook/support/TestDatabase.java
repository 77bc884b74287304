package dev.daybook.support;

import dev.daybook.store.postgres.server.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** A migrated database of its own on the one real server that all tests of this process share. */
public final class TestDatabase {

    public static final String USER = "postgres";
    public static final String PASSWORD = "postgres";

    private static final Logger FLYWAY_LOG = Logger.getLogger("org.flywaydb");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** The server is started by the first test that needs it, and ends with the process. */
    private static final class Server {
        static final EmbeddedDatabase INSTANCE = start();
        static final TestDatabase ADMINISTRATION = new TestDatabase(INSTANCE.port(), "postgres");

        private static EmbeddedDatabase start() {
            EmbeddedDatabase server = EmbeddedDatabase.startTemporary();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        }
    }

    /** Migrated once; nobody works in it, because a database in use cannot be copied. */
    private static final class Template {
        static final TestDatabase INSTANCE = migrate();

        private static TestDatabase migrate() {
            TestDatabase template = create("migrated", "template1");
            FLYWAY_LOG.setLevel(Level.WARNING);
            Flyway.configure().dataSource(template.url(), USER, PASSWORD).load().migrate();
            return template;
        }
    }

    private final int port;
    private final String name;

    private TestDatabase(int port, String name) {
        this.port = port;
        this.name = name;
    }

    /** A database of another server than the shared one. */
    public static TestDatabase on(int port, String name) {
        return new TestDatabase(port, name);
    }

    /** An empty log with the whole schema, as the migrations make it. */
    public static TestDatabase migrated() {
        return create(nextName(), Template.INSTANCE.name);
    }

    /** A database without any schema. */
    public static TestDatabase empty() {
        return create(nextName(), "template1");
    }

    /** Another one with all that is in this, in which nobody may be at work. */
    public TestDatabase copy() {
        return create(nextName(), name);
    }

    private static String nextName() {
        return "test_" + NUMBER.incrementAndGet();
    }

    private static TestDatabase create(String name, String template) {
        Server.ADMINISTRATION.execute("create database " + name + " template " + template);
        return new TestDatabase(Server.INSTANCE.port(), name);
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    public String name() {
        return name;
    }

    /** The settings of a service that works on this database. */
    public Map<String, String> settings() {
        return Map.of(
                "EVENT_STORE_KIND",
                "postgres",
                "POSTGRES_HOST",
                host(),
                "POSTGRES_PORT",
                String.valueOf(port),
                "POSTGRES_USER",
                USER,
                "POSTGRES_PASSWORD",
                PASSWORD,
                "POSTGRES_DB",
                name);
    }

    public Connection connect() throws SQLException {
        return connect(USER, PASSWORD);
    }

    public Connection connect(String user, String password) throws SQLException {
        return DriverManager.getConnection(url(), user, password);
    }

    public DataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url());
        source.setUser(USER);
        source.setPassword(PASSWORD);
        return source;
    }

    /** Whether the server lets this user in. */
    public boolean accepts(String user, String password) {
        try (var _ = connect(user, password)) {
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    public void execute(String sql) {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Runs a statement in a transaction that stays open until it is closed. */
    public Held hold(String sql) {
        try {
            Connection connection = connect();
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute(sql);
            }
            return () -> release(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** An open transaction. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    private static void release(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of the only row. */
    public long number(String sql) {
        return Long.parseLong(rows(sql).getFirst());
    }

    /** All rows, the columns of each joined by {@code |}. */
    public List<String> rows(String sql) {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> columns = new ArrayList<>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    columns.add(String.valueOf(result.getString(column)));
                }
                rows.add(String.join("|", columns));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private String url() {
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + name;
    }
}
