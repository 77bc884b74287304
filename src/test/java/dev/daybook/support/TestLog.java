package dev.daybook.support;

import static dev.daybook.engine.access.Audit.AUDIT;

import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.memory.InMemoryEventStore;
import dev.daybook.store.postgres.PostgresEventStore;
import dev.daybook.store.postgres.Statements;
import dev.daybook.store.postgres.server.PoolBounds;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** An empty log of a test's own, seen through one store or several. */
public final class TestLog implements AutoCloseable {

    /** The kinds of store there are. */
    public enum Kind {
        IN_MEMORY(_ -> new InMemoryEventStore(Clock.systemUTC())),
        POSTGRES(TestLog::newPostgresStore);

        private final Function<TestLog, EventStore> newStore;

        Kind(Function<TestLog, EventStore> newStore) {
            this.newStore = newStore;
        }
    }

    private static final int CONNECTIONS = 8;
    private static final int LONGEST_READ = 10_000;

    private final Kind kind;
    private final List<Pool> pools = new ArrayList<>();
    private final EventStore store;
    private Optional<TestDatabase> database;

    public TestLog(Kind kind) {
        this(kind, Optional.empty());
    }

    private TestLog(Kind kind, Optional<TestDatabase> database) {
        this.kind = kind;
        this.database = database;
        this.store = kind.newStore.apply(this);
    }

    /** What was done since: all events but those which tell that somebody asked for something. */
    public static List<StoredEvent> doneSince(EventStore store, long position) {
        return Wait.answerOf(store.read(position, LONGEST_READ)).stream()
                .filter(event -> !event.stream().category().equals(AUDIT.category()))
                .toList();
    }

    public static TestLog inPostgres() {
        return new TestLog(Kind.POSTGRES);
    }

    /** The log that stands in a database. */
    public static TestLog in(TestDatabase database) {
        return new TestLog(Kind.POSTGRES, Optional.of(database));
    }

    public EventStore store() {
        return store;
    }

    /** The same log as another instance of the service sees it. */
    public EventStore storeOfAnotherInstance() {
        return kind == Kind.IN_MEMORY ? store : newPostgresStore();
    }

    /** The database of the log; for a log in memory, one for the read tables alone. */
    public TestDatabase database() {
        if (database.isEmpty()) {
            database = Optional.of(TestDatabase.migrated());
        }
        return database.get();
    }

    /** Connections of an instance of its own. */
    public Pool newPool() {
        return newPool(database().port());
    }

    /** Connections that go through another port, where a proxy listens. */
    public Pool newPool(int port) {
        Pool pool =
                Pool.pool(
                        new Vertx(TestVertx.vertx()),
                        new PgConnectOptions()
                                .setHost(database().host())
                                .setPort(port)
                                .setDatabase(database().name())
                                .setUser(TestDatabase.USER)
                                .setPassword(TestDatabase.PASSWORD)
                                .setCachePreparedStatements(true),
                        PoolBounds.untimed(new PoolOptions().setMaxSize(CONNECTIONS)));
        pools.add(pool);
        return pool;
    }

    /** Statements that wait as long as a test does. */
    public static Statements statements() {
        return new Statements(Duration.ofSeconds(30));
    }

    private EventStore newPostgresStore() {
        return new PostgresEventStore(newPool(), statements());
    }

    @Override
    public void close() {
        pools.forEach(pool -> Wait.answerOf(pool.close()));
    }
}
