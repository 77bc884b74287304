package dev.daybook.engine;

import dev.daybook.engine.settings.Settings;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.Statements;
import dev.daybook.store.postgres.server.PoolBounds;
import dev.daybook.store.postgres.server.PrimaryPool;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Future;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The connections to the database: to the server that takes writes, wherever that is.
 *
 * <p>Those that have fallen silent are given up: where a network loses a connection without a word,
 * a statement on it would hold it for as long as the operating system believes in it.
 */
@Singleton
final class Connections implements PgPoolCreator {

    private static final Logger LOG = Logger.getLogger(Connections.class);

    /**
     * Every statement is answered by an index. A plan is made once and kept: one made while a table
     * was empty must not go on reading the whole table when it has grown. A stopped process must
     * not keep the rows that it has locked: a batch takes milliseconds. What waits for the lock of
     * another ends when nobody waits for it any more: else such statements come to hold every
     * connection. That a table to be dropped does not exist is no news.
     *
     * <p>Not sent with the connection's start: a pooler takes few settings there, or drops them.
     */
    private static final String SESSION =
            """
            set enable_seqscan = off;
            set plan_cache_mode = force_generic_plan;
            set jit = off;
            set idle_in_transaction_session_timeout = '3s';
            set lock_timeout = %d;
            set client_min_messages = warning
            """;

    private static final String GOES_ON =
            """
            select pg_is_in_recovery(),
                   exists (select from events where position = $1 and event_id = $2)
            """;

    private static final String READ_ONLY = "set default_transaction_read_only = on";

    private final Settings settings;
    private final String session;
    private final boolean logIsThere;
    private volatile Optional<PrimaryPool> pool = Optional.empty();
    private volatile Supplier<Optional<StoredEvent>> lastSeen = Optional::empty;

    Connections(
            Settings settings,
            @ConfigProperty(name = "EVENT_STORE_KIND") String storeKind,
            @ConfigProperty(name = "quarkus.datasource.jdbc.new-connection-sql")
                    Optional<String> inSchema) {
        this.settings = settings;
        String plain = SESSION.formatted(settings.storeTimeout().toMillis());
        this.session = inSchema.map(use -> plain + ";\n" + use).orElse(plain);
        this.logIsThere = !storeKind.equals("in-memory");
    }

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList().forEach(this::prepare);
        PrimaryPool primary =
                new PrimaryPool(
                        input.vertx(),
                        input.pgConnectOptionsList(),
                        server ->
                                PgBuilder.pool()
                                        .with(PoolBounds.untimed(input.poolOptions()))
                                        .connectingTo(server)
                                        .using(input.vertx())
                                        .withConnectHandler(this::admit)
                                        .build());
        pool = Optional.of(primary);
        return primary;
    }

    private void prepare(PgConnectOptions server) {
        int patience = (int) settings.storeTimeout().toMillis();
        server.setConnectTimeout(patience)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(2 * patience)
                // of the client's own accord, for a PostgreSQL before 12; a pooler refuses it
                .getProperties()
                .remove("extra_float_digits");
    }

    /** Statements after whose failure the server that takes writes is looked for. */
    @Produces
    @Singleton
    Statements statements() {
        return new Statements(
                settings.storeTimeout(),
                failure -> pool.ifPresent(primary -> primary.suspect(failure)));
    }

    /**
     * @param event the last one of the log that this instance has seen, if it is known
     */
    void lastSeen(Supplier<Optional<StoredEvent>> event) {
        lastSeen = event;
    }

    /** Before the embedded database is stopped. */
    void stay(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER - 1) ShutdownEvent event) {
        pool.ifPresent(PrimaryPool::stay);
    }

    /** A new connection is used once its session is as it has to be, and has the log's end. */
    private void admit(SqlConnection connection) {
        connection
                .query(session)
                .execute()
                .compose(_ -> missing(connection))
                // where the end is missing it is not closed here, so the pool never gets it
                .onSuccess(
                        event -> event.ifPresentOrElse(Connections::end, () -> connection.close()))
                .onFailure(_ -> connection.close());
    }

    /**
     * The last event that was seen, where the server does not have it. A standby that had not
     * received all that was committed is another log: of what this instance has in memory and has
     * told, some never was.
     */
    private Future<Optional<StoredEvent>> missing(SqlConnection connection) {
        Optional<StoredEvent> last = logIsThere ? lastSeen.get() : Optional.empty();
        if (last.isEmpty()) {
            return Future.succeededFuture(last);
        }
        return connection
                .preparedQuery(GOES_ON)
                .execute(Tuple.of(last.get().position(), last.get().eventId()))
                .map(rows -> rows.iterator().next())
                .compose(
                        row ->
                                row.getBoolean(0)
                                        ? ofStandby(connection)
                                        : Future.succeededFuture(
                                                row.getBoolean(1) ? Optional.empty() : last));
    }

    /**
     * What a standby has not replayed yet is still to come; it is asked again when promoted, on
     * other connections: nothing is written on this one, whatever becomes of its server.
     */
    private Future<Optional<StoredEvent>> ofStandby(SqlConnection connection) {
        pool.ifPresent(PrimaryPool::leaveStandby);
        return connection.query(READ_ONLY).execute().map(_ -> Optional.empty());
    }

    private static void end(StoredEvent missing) {
        LOG.errorf(
                "The server that takes writes now has lost the end of the log: event %d (%s, version %d) was"
                        + " committed and is not there. The service ends; started again, it goes by what is there.",
                missing.position(), missing.stream(), missing.version());
        Quarkus.asyncExit(1);
    }
}
