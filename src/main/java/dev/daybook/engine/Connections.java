package dev.daybook.engine;

import dev.daybook.engine.settings.Settings;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.Statements;
import dev.daybook.store.postgres.server.PrimaryPool;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.pgclient.PgBuilder;
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

    /** What a standby has not replayed yet is still to come. */
    private static final String GOES_ON =
            """
            select pg_is_in_recovery()
                or exists (select from events where position = $1 and event_id = $2)
            """;

    private final Settings settings;
    private final boolean logIsThere;
    private volatile Optional<PrimaryPool> pool = Optional.empty();
    private volatile Supplier<Optional<StoredEvent>> lastSeen = Optional::empty;

    Connections(Settings settings, @ConfigProperty(name = "EVENT_STORE_KIND") String storeKind) {
        this.settings = settings;
        this.logIsThere = !storeKind.equals("in-memory");
    }

    @Override
    public Pool create(Input input) {
        int silenceMillis = (int) (2 * settings.storeTimeout().toMillis());
        input.pgConnectOptionsList()
                .forEach(
                        server ->
                                server.setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                                        .setIdleTimeout(silenceMillis));
        PrimaryPool primary =
                new PrimaryPool(
                        input.vertx(),
                        input.pgConnectOptionsList(),
                        server ->
                                PgBuilder.pool()
                                        .with(input.poolOptions())
                                        .connectingTo(server)
                                        .using(input.vertx())
                                        .withConnectHandler(this::admit)
                                        .build());
        pool = Optional.of(primary);
        return primary;
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

    /**
     * Each new connection is used once it has shown the last event. A standby that had not received
     * all that was committed is another log: of what this instance has in memory and has told, some
     * never was.
     */
    private void admit(SqlConnection connection) {
        Optional<StoredEvent> last = logIsThere ? lastSeen.get() : Optional.empty();
        if (last.isEmpty()) {
            connection.close();
            return;
        }
        StoredEvent event = last.get();
        connection
                .preparedQuery(GOES_ON)
                .execute(Tuple.of(event.position(), event.eventId()))
                .map(rows -> rows.iterator().next().getBoolean(0))
                .onSuccess(
                        goesOn -> {
                            if (goesOn) {
                                connection.close();
                            } else {
                                // not closed here, so the pool never gets it
                                end(event);
                            }
                        })
                .onFailure(_ -> connection.close());
    }

    private static void end(StoredEvent missing) {
        LOG.errorf(
                "The server that takes writes now has lost the end of the log: event %d (%s, version %d) was"
                        + " committed and is not there. The service ends; started again, it goes by what is there.",
                missing.position(), missing.stream(), missing.version());
        Quarkus.asyncExit(1);
    }
}
