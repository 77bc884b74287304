package dev.daybook.store.postgres.server;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
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
    private static final int PATIENCE_MILLIS = 1_000;

    /** Between two looks: many statements fail at once. */
    private static final long PAUSE_MILLIS = 200;

    private record Primary(PgConnectOptions server, Pool pool) {}

    private final Vertx vertx;
    private final List<PgConnectOptions> servers;
    private final Function<PgConnectOptions, Pool> connecting;
    private final Function<SqlConnection, Future<Boolean>> admission;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Primary current;

    /**
     * @param servers the first one has the connections until it is found to take no writes
     * @param connecting makes a pool of connections to a server
     * @param admission says whether a server that takes writes may have the connections
     */
    public PrimaryPool(
            Vertx vertx,
            List<PgConnectOptions> servers,
            Function<PgConnectOptions, Pool> connecting,
            Function<SqlConnection, Future<Boolean>> admission) {
        this.vertx = vertx;
        this.servers = List.copyOf(servers);
        this.connecting = connecting;
        this.admission = admission;
        this.current = to(servers.getFirst());
    }

    private Primary to(PgConnectOptions server) {
        return new Primary(server, connecting.apply(server));
    }

    /** Says that a statement failed which another server, or another session, may not refuse. */
    public void suspect() {
        if (looking.compareAndSet(false, true)) {
            Primary suspected = current;
            instead(suspected)
                    .onSuccess(found -> found.ifPresent(server -> move(suspected, server)))
                    .onComplete(_ -> vertx.setTimer(PAUSE_MILLIS, _ -> looking.set(false)));
        }
    }

    /** The server to connect to instead; none where all is well, or there is no better one. */
    private Future<Optional<PgConnectOptions>> instead(Primary suspected) {
        return takesWrites(suspected.pool)
                .timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .transform(
                        takes ->
                                takes.succeeded()
                                        ? takes.result()
                                                ? Future.succeededFuture(Optional.empty())
                                                : first(servers.iterator())
                                        : unlessItAnswers(suspected.server));
    }

    /** A pool connects anew by itself. */
    private Future<Optional<PgConnectOptions>> unlessItAnswers(PgConnectOptions silent) {
        Stream<PgConnectOptions> others = servers.stream().filter(server -> server != silent);
        return first(Stream.concat(Stream.of(silent), others).iterator())
                .map(found -> found.filter(server -> server != silent));
    }

    private Future<Optional<PgConnectOptions>> first(Iterator<PgConnectOptions> candidates) {
        if (!candidates.hasNext()) {
            return Future.succeededFuture(Optional.empty());
        }
        PgConnectOptions candidate = candidates.next();
        return isPrimary(candidate)
                .compose(
                        is ->
                                is
                                        ? Future.succeededFuture(Optional.of(candidate))
                                        : first(candidates));
    }

    /** Whoever does not answer in time is not. */
    private Future<Boolean> isPrimary(PgConnectOptions server) {
        return PgConnection.connect(
                        vertx, new PgConnectOptions(server).setConnectTimeout(PATIENCE_MILLIS))
                .compose(
                        connection ->
                                takesWrites(connection)
                                        .compose(
                                                takes ->
                                                        takes
                                                                ? admission.apply(connection)
                                                                : Future.succeededFuture(false))
                                        .eventually(() -> connection.close()))
                .timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .otherwise(false);
    }

    private static Future<Boolean> takesWrites(SqlClient client) {
        return client.query(PostgresServer.TAKES_WRITES)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private void move(Primary from, PgConnectOptions server) {
        LOG.warnf("%s takes no writes any more: goes on with %s.", name(from.server), name(server));
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
        throw new UnsupportedOperationException("connections are made by " + connecting);
    }

    @Override
    public PgPool connectionProvider(Function<Context, Future<SqlConnection>> provider) {
        throw new UnsupportedOperationException("connections are made by " + connecting);
    }
}
