package dev.daybook.store.postgres.server;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When servers are asked whether they take writes; FailoverIT shows what comes of it. */
class PrimaryPoolTest {

    private static final int PATIENCE_MILLIS = 30_000;
    private static final int LONG_ENOUGH_MILLIS = 500;

    private final Vertx vertx = Vertx.vertx();
    private ServerSocket server;
    private PrimaryPool pool;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        pool = pool(new PoolOptions());
    }

    private PrimaryPool pool(PoolOptions options) {
        PgConnectOptions silent =
                new PgConnectOptions()
                        .setHost(server.getInetAddress().getHostAddress())
                        .setPort(server.getLocalPort())
                        .setUser("nobody");
        return new PrimaryPool(
                vertx,
                List.of(silent),
                to -> PgBuilder.pool().with(options).connectingTo(to).using(vertx).build());
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @AfterEach
    void close() throws IOException {
        join(vertx.close());
        server.close();
    }

    @Test
    void a_connection_that_failed_lets_it_ask_the_servers() throws IOException {
        pool.suspect(new IOException("lost"));

        server.setSoTimeout(PATIENCE_MILLIS);
        assertDoesNotThrow(() -> server.accept().close());
    }

    @Test
    void who_was_told_that_no_connection_can_be_made_is_told_nothing_else_later()
            throws IOException {
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        vertx.exceptionHandler(uncaught::add);
        server.close();
        PoolOptions quick =
                new PoolOptions()
                        .setConnectionTimeout(LONG_ENOUGH_MILLIS / 2)
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
        pool = pool(PoolBounds.untimed(quick));

        assertThrows(CompletionException.class, () -> join(pool.query("select 1").execute()));
        join(vertx.timer(LONG_ENOUGH_MILLIS));
        assertEquals(List.of(), uncaught);
    }

    /** The event loops end soon after it: a connection that is open then is an error in the log. */
    @Test
    void a_statement_that_fails_because_the_pool_was_closed_makes_no_connection()
            throws IOException {
        pool.close();
        pool.suspect(new IOException("Pool closed"));

        server.setSoTimeout(LONG_ENOUGH_MILLIS);
        assertThrows(SocketTimeoutException.class, () -> server.accept());
    }
}
