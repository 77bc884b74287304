package dev.daybook.store.postgres.server;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.PgPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Connections to the one of several servers that takes writes. When that one takes none any more,
 * because it became a standby or is gone, the first that does has all connections from then on: a
 * server that was promoted, or the same name where another server answers now. Until there is one,
 * everything stays as it is, so that a standby goes on answering reads.
 */
@SuppressWarnings("deprecation") // of this type is the framework's bean
public final class PrimaryPool implements PgPool {

    private static final Logger LOG = Logger.getLogger(PrimaryPool.class);
    private static final String READ_ONLY = "25006";

    /** SQLSTATE classes of a server that is gone or going: connection, shutdown. */
    private static final Set<String> GONE = Set.of("08", "57");

    private static final int PATIENCE_MILLIS = 1_000;

    /**
     * Between two looks: many statements fail at once, and those on old connections for a while.
     */
    private static final long PAUSE_MILLIS = 200;

    private static final long PAUSE_AFTER_MOVE_MILLIS = 1_000;

    private record Primary(PgConnectOptions server, Pool pool) {}

    private final Vertx vertx;
    private final List<PgConnectOptions> servers;
    private final Function<PgConnectOptions, Pool> connecting;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Primary current;
    private volatile boolean staying;
    private volatile boolean toStandby;

    /** What was last said of servers that take no writes; nothing where one does. */
    private volatile String told = "";

    /**
     * @param servers the first one has the connections until it is found to take no writes
     * @param connecting makes a pool of connections to a server
     */
    public PrimaryPool(
            Vertx vertx,
            List<PgConnectOptions> servers,
            Function<PgConnectOptions, Pool> connecting) {
        this.vertx = vertx;
        this.servers = List.copyOf(servers);
        this.connecting = connecting;
        this.current = to(servers.getFirst());
    }

    private Primary to(PgConnectOptions server) {
        return new Primary(server, connecting.apply(server));
    }

    /** Says why a statement failed: another server, or another session, may not refuse it. */
    public void suspect(Throwable failure) {
        String state = failure instanceof PgException error ? error.getSqlState() : "";
        if (state.equals(READ_ONLY)) {
            look(_ -> first(servers));
        } else if (state.isEmpty() || GONE.contains(state.substring(0, 2))) {
            look(this::unlessItAnswers);
        }
    }

    /**
     * Says that a connection was made to a standby. Once a server takes writes all are made anew,
     * and be it the same one: nobody knows yet whether it has all that it had to get.
     */
    public void leaveStandby() {
        toStandby = true;
        look(_ -> first(servers));
    }

    private void look(Function<PgConnectOptions, Future<Optional<PgConnectOptions>>> search) {
        if (staying || !looking.compareAndSet(false, true)) {
            return;
        }
        Primary suspected = current;
        search.apply(suspected.server)
                .onSuccess(found -> found.ifPresent(server -> move(suspected, server)))
                .onComplete(
                        _ ->
                                vertx.setTimer(
                                        suspected == current
                                                ? PAUSE_MILLIS
                                                : PAUSE_AFTER_MOVE_MILLIS,
                                        _ -> looked()));
    }

    private void looked() {
        looking.set(false);
        if (toStandby) {
            leaveStandby();
        }
    }

    /**
     * The connections stay where they are: where all of it ends, statements fail because it does.
     */
    public void stay() {
        staying = true;
    }

    /** The pool connects anew by itself where its server still takes writes. */
    private Future<Optional<PgConnectOptions>> unlessItAnswers(PgConnectOptions silent) {
        Stream<PgConnectOptions> others = servers.stream().filter(server -> server != silent);
        return first(Stream.concat(Stream.of(silent), others).toList())
                .map(found -> found.filter(server -> server != silent));
    }

    private Future<Optional<PgConnectOptions>> first(List<PgConnectOptions> candidates) {
        return first(candidates.iterator(), new ArrayList<>())
                .onSuccess(found -> found.ifPresent(_ -> told = ""));
    }

    private Future<Optional<PgConnectOptions>> first(
            Iterator<PgConnectOptions> candidates, List<String> refusals) {
        if (!candidates.hasNext()) {
            tell(String.join(", ", refusals));
            return Future.succeededFuture(Optional.empty());
        }
        PgConnectOptions candidate = candidates.next();
        return refusal(candidate)
                .compose(
                        refusal -> {
                            if (refusal.isEmpty()) {
                                return Future.succeededFuture(Optional.of(candidate));
                            }
                            refusals.add("%s (%s)".formatted(name(candidate), refusal));
                            return first(candidates, refusals);
                        });
    }

    private void tell(String refusals) {
        if (!refusals.equals(told)) {
            told = refusals;
            LOG.warnf("No database server takes writes: %s.", refusals);
        }
    }

    /** Why a server cannot have the connections; nothing where it takes writes. */
    private Future<String> refusal(PgConnectOptions server) {
        Pool asked =
                PgBuilder.pool()
                        .with(PoolBounds.untimed(new PoolOptions()))
                        .connectingTo(
                                new PgConnectOptions(server).setConnectTimeout(PATIENCE_MILLIS))
                        .using(vertx)
                        .build();
        return takesWrites(asked)
                .timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .eventually(() -> asked.close())
                .map(takes -> takes ? "" : "it is a standby, or set to read only")
                .otherwise(failure -> String.valueOf(failure.getMessage()));
    }

    private static Future<Boolean> takesWrites(SqlClient client) {
        return client.query(PostgresServer.TAKES_WRITES)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private void move(Primary from, PgConnectOptions server) {
        if (staying) {
            return;
        }
        LOG.warnf("%s takes no writes any more: goes on with %s.", name(from.server), name(server));
        toStandby = false;
        current = to(server);
        from.pool.close();
    }

    private static String name(PgConnectOptions server) {
        return server.getHost() + ":" + server.getPort();
    }

    @Override
    public Future<SqlConnection> getConnection() {
        return current.pool.getConnection();
    }

    @Override
    public void getConnection(Handler<AsyncResult<SqlConnection>> handler) {
        getConnection().onComplete(handler);
    }

    @Override
    public Query<RowSet<Row>> query(String sql) {
        return current.pool.query(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
        return current.pool.preparedQuery(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
        return current.pool.preparedQuery(sql, options);
    }

    @Override
    public Future<Void> close() {
        stay();
        return current.pool.close();
    }

    @Override
    public void close(Handler<AsyncResult<Void>> handler) {
        close().onComplete(handler);
    }

    @Override
    public int size() {
        return current.pool.size();
    }

    @Override
    public PgPool connectHandler(Handler<SqlConnection> handler) {
        throw ofThePools();
    }

    @Override
    public PgPool connectionProvider(Function<Context, Future<SqlConnection>> provider) {
        throw ofThePools();
    }

    private static UnsupportedOperationException ofThePools() {
        return new UnsupportedOperationException(
                "who makes a pool to a server says what becomes of its connections");
    }
}
