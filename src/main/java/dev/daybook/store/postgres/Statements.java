package dev.daybook.store.postgres;

import dev.daybook.store.StoreRefusal;
import dev.daybook.store.StoreUnavailable;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Runs prepared statements: every one is bounded in time, and every failure of the database has one
 * of two meanings.
 */
public final class Statements {

    /**
     * SQLSTATE classes after which the same statement may succeed: connection, rollback, resources,
     * shutdown, system.
     */
    private static final Set<String> PASSING =
            Set.of("08", "25", "40", "53", "55", "57", "58", "XX");

    /** Likewise those that blame a value: what it is, what constrains it, what a trigger says. */
    private static final Set<String> OF_DATA = Set.of("22", "23", "P0");

    private final Duration timeout;
    private final Consumer<Throwable> whenUnavailable;

    /**
     * @param timeout after which a statement without an answer counts as unanswered
     */
    public Statements(Duration timeout) {
        this(timeout, _ -> {});
    }

    /**
     * @param whenUnavailable told of each {@link StoreUnavailable} by its cause; does not block
     */
    public Statements(Duration timeout, Consumer<Throwable> whenUnavailable) {
        this.timeout = timeout;
        this.whenUnavailable = whenUnavailable;
    }

    /** Fails with {@link StoreUnavailable} or {@link StoreRefusal}. */
    public Uni<RowSet<Row>> execute(SqlClient client, String sql, Tuple parameters) {
        return bounded(client.preparedQuery(sql).execute(parameters));
    }

    /** Gives a piece of work with the database the same bound and the same two kinds of failure. */
    public <T> Uni<T> bounded(Uni<T> work) {
        return work.ifNoItem()
                .after(timeout)
                .failWith(
                        () ->
                                new TimeoutException(
                                        "no answer within " + timeout.toMillis() + " ms"))
                .onFailure()
                .transform(Statements::meaning)
                .onFailure(StoreUnavailable.class)
                .invoke(failure -> whenUnavailable.accept(failure.getCause()));
    }

    private static Throwable meaning(Throwable failure) {
        return switch (failure) {
            case PgException error when !PASSING.contains(stateClass(error)) ->
                    new StoreRefusal(
                            "PostgreSQL refuses: " + error.getErrorMessage(),
                            OF_DATA.contains(stateClass(error)),
                            error);
            case PgException error ->
                    new StoreUnavailable("PostgreSQL fails: " + error.getErrorMessage(), error);
            case VertxException _, IOException _, TimeoutException _, NoStackTraceThrowable _ ->
                    new StoreUnavailable(
                            "PostgreSQL does not answer: " + failure.getMessage(), failure);
            default -> failure;
        };
    }

    private static String stateClass(PgException error) {
        return error.getSqlState().substring(0, 2);
    }
}
