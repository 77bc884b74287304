package dev.daybook.engine.ownership;

import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.jboss.logging.Logger;

/**
 * Tells the instances on one database how far the log and the subscriptions have come, so that none
 * of them polls. What is lost on the way is found by the scheduler.
 *
 * <p>Nothing is sent while there is nobody else; under load the positions of some milliseconds are
 * sent as one.
 */
public final class Notifications {

    /** Under this and a category the log itself is told of; no read table has such a name. */
    public static final String LOG_PREFIX = "log/";

    /** Under this name instances are told that there may be something for them to take. */
    public static final String OWNERS_NAME = "owners";

    private static final Logger LOG = Logger.getLogger(Notifications.class);
    private static final long GATHERING_MILLIS = 5;

    private static final String LISTEN = "listen daybook";

    private static final String NOTIFY =
            """
            select pg_notify('daybook', name || ' ' || position) from unnest($1::text[], $2::bigint[]) as n(name, position)
            """;

    private final Pool pool;
    private final Statements statements;
    private final Context context;
    private final Duration probeEvery;
    private final ObjLongConsumer<String> heard;
    private final Map<String, Long> unsent = new HashMap<>();
    private boolean sending;
    private Optional<SqlConnection> listening = Optional.empty();
    private boolean connecting;
    private long lastListened;
    private boolean stopped;
    private volatile boolean listeners;

    /**
     * @param probeEvery how long the listening connection may be silent
     * @param heard told the name and position of each notification, this instance's own included
     */
    public Notifications(
            Pool pool,
            Statements statements,
            Context context,
            Duration probeEvery,
            ObjLongConsumer<String> heard) {
        this.pool = pool;
        this.statements = statements;
        this.context = context;
        this.probeEvery = probeEvery;
        this.lastListened = System.nanoTime() - probeEvery.toNanos();
        this.heard = heard;
    }

    /** Whether there are other instances. */
    public void listeners(boolean any) {
        listeners = any;
    }

    /** Tells the others soon that something has reached a position; waits for nothing. */
    public void tell(String name, long position) {
        if (listeners) {
            context.runOnContext(_ -> add(name, position));
        }
    }

    private void add(String name, long position) {
        unsent.merge(name, position, Math::max);
        if (!sending) {
            send();
        }
    }

    private void send() {
        sending = true;
        Tuple parameters =
                Tuple.tuple()
                        .addArrayOfString(unsent.keySet().toArray(String[]::new))
                        .addArrayOfLong(unsent.values().toArray(Long[]::new));
        unsent.clear();
        statements
                .execute(pool, NOTIFY, parameters)
                .subscribe()
                .with(
                        _ -> sentOrNot(),
                        failure -> {
                            LOG.debugf("The others were not told: %s", failure.getMessage());
                            sentOrNot();
                        });
    }

    private void sentOrNot() {
        context.owner().setTimer(GATHERING_MILLIS, _ -> context.runOnContext(_ -> sendWhatCame()));
    }

    private void sendWhatCame() {
        sending = false;
        if (!unsent.isEmpty()) {
            send();
        }
    }

    /**
     * Sees to it that this instance listens, on a connection of its own, and that this connection
     * is not taken for a silent one. Called again and again.
     */
    public void listen() {
        context.runOnContext(_ -> listenOrProbe());
    }

    private void listenOrProbe() {
        if (stopped || connecting || System.nanoTime() - lastListened < probeEvery.toNanos()) {
            return;
        }
        connecting = true;
        lastListened = System.nanoTime();
        connection()
                // a connection that listens already only answers
                .call(connection -> statements.bounded(connection.query(LISTEN).execute()))
                .emitOn(task -> context.runOnContext(_ -> task.run()))
                .onTermination()
                .invoke(() -> connecting = false)
                .subscribe()
                .with(connection -> listening = Optional.of(connection), this::deaf);
    }

    private Uni<SqlConnection> connection() {
        return listening.isPresent()
                ? Uni.createFrom().item(listening.get())
                : statements.bounded(pool.getConnection()).invoke(this::attend);
    }

    private void attend(SqlConnection connection) {
        listening = Optional.of(connection);
        PgConnection.cast(connection.getDelegate())
                .notificationHandler(notification -> hear(notification.getPayload()));
        connection.closeHandler(
                () -> context.runOnContext(_ -> deaf(new IOException("the connection ended"))));
    }

    /** Until the next call. */
    private void deaf(Throwable reason) {
        if (stopped) {
            return;
        }
        LOG.debugf("Not listening: %s", reason.getMessage());
        listening.ifPresent(connection -> connection.close().subscribe().with(_ -> {}, _ -> {}));
        listening = Optional.empty();
        lastListened = System.nanoTime() - probeEvery.toNanos();
    }

    /** Ends the listening; completes when its connection is given back. */
    public Uni<Void> stop() {
        return Uni.createFrom()
                .item(
                        () -> {
                            stopped = true;
                            return listening;
                        })
                .runSubscriptionOn(task -> context.runOnContext(_ -> task.run()))
                .chain(
                        connection ->
                                connection
                                        .map(SqlConnection::close)
                                        .orElse(Uni.createFrom().voidItem()));
    }

    private void hear(String payload) {
        int space = payload.lastIndexOf(' ');
        heard.accept(payload.substring(0, space), Long.parseLong(payload.substring(space + 1)));
    }
}
