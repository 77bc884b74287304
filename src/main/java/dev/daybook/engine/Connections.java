package dev.daybook.engine;

import dev.daybook.engine.settings.Settings;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.Statements;
import dev.daybook.store.postgres.server.PrimaryPool;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.quarkus.runtime.Quarkus;
import io.vertx.core.Future;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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

    private static final String HAS_EVENT =
            "select exists (select from events where position = $1 and event_id = $2)";

    private final Settings settings;
    private volatile Optional<PrimaryPool> pool = Optional.empty();
    private volatile Supplier<Optional<StoredEvent>> lastSeen = Optional::empty;

    Connections(Settings settings) {
        this.settings = settings;
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
                                        .build(),
                        this::goesOnWithTheLog);
        pool = Optional.of(primary);
        return primary;
    }

    /** Statements after whose failure the server that takes writes is looked for. */
    @Produces
    @Singleton
    Statements statements() {
        return new Statements(settings.storeTimeout(), () -> pool.ifPresent(PrimaryPool::suspect));
    }

    /**
     * @param event the last one of the log that this instance has seen, if it is known
     */
    void lastSeen(Supplier<Optional<StoredEvent>> event) {
        lastSeen = event;
    }

    /**
     * A standby that had not received all that was committed is another log: of what this instance
     * has in memory and has told, some never was.
     */
    private Future<Boolean> goesOnWithTheLog(SqlConnection server) {
        Optional<StoredEvent> last = lastSeen.get();
        if (last.isEmpty()) {
            return Future.succeededFuture(true);
        }
        StoredEvent event = last.get();
        return server.preparedQuery(HAS_EVENT)
                .execute(Tuple.of(event.position(), event.eventId()))
                .map(rows -> rows.iterator().next().getBoolean(0))
                .onSuccess(has -> endUnless(has, event));
    }

    private static void endUnless(boolean has, StoredEvent event) {
        if (!has) {
            LOG.errorf(
                    "The server that takes writes now has lost the end of the log: event %d (%s, version %d) was"
                            + " committed and is not there. The service ends; started again, it goes by what is there.",
                    event.position(), event.stream(), event.version());
            Quarkus.asyncExit(1);
        }
    }
}
