package dev.daybook.store.postgres.server;

import io.vertx.sqlclient.PoolOptions;

/** What may wait for a connection. */
public final class PoolBounds {

    private static final int MOST_WAITING = 10_000;

    private PoolBounds() {}

    /**
     * As given, but what bounds the statements that wait for a connection is their number: a timer
     * would tell those too who know by then that none can be made (vertx-sql-client issue 1706).
     */
    public static PoolOptions untimed(PoolOptions given) {
        return new PoolOptions(given).setConnectionTimeout(0).setMaxWaitQueueSize(MOST_WAITING);
    }
}
