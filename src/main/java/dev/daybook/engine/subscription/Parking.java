package dev.daybook.engine.subscription;

import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Gets the parked streams of one subscription going again. Each step locks the checkpoint and gives
 * it a new epoch, so that any instance may do it while the owner goes on.
 */
public final class Parking {

    private static final int BATCH_SIZE = 500;

    private static final String LOCK =
            """
            select s.position, p.version from subscriptions s
            join parked_streams p on p.subscription = s.name and p.live = s.live
            where s.name = $1 and s.live and p.category = $2 and p.stream_id = $3
            for update
            """;

    private static final String CHANGE_EPOCH =
            """
            update subscriptions set epoch = nextval('epochs') where name = $1 and live
            """;

    private static final String SKIP =
            """
            insert into skipped_events (subscription, position, category, stream_id, version, event_type, error,
                                        reason, skipped_by)
            select subscription, position, category, stream_id, version, event_type, error, $4, $5
            from parked_streams where subscription = $1 and live and category = $2 and stream_id = $3
            """;

    private static final String WAIT_AT =
            """
            update parked_streams set version = $4, position = $5, event_type = $6, attempts = 0,
                   error = 'has not been tried yet', tried_at = clock_timestamp()
            where subscription = $1 and live and category = $2 and stream_id = $3
            """;

    private static final String FAILED =
            """
            update parked_streams set error = $4, attempts = attempts + 1, tried_at = clock_timestamp()
            where subscription = $1 and live and category = $2 and stream_id = $3
            """;

    private static final String GO_ON =
            """
            delete from parked_streams where subscription = $1 and live and category = $2 and stream_id = $3
            """;

    /**
     * What waits of a parked stream.
     *
     * @param version of the first event that waits
     * @param checkpoint up to which events wait; those behind it are the loop's
     */
    private record Waiting(long version, long checkpoint) {}

    /**
     * @param handled events that were handled just now
     * @param more whether there are some that wait still
     */
    private record Step(int handled, boolean more) {}

    private final String name;
    private final BiFunction<SqlConnection, List<StoredEvent>, Uni<Void>> handler;
    private final EventStore store;
    private final Pool pool;
    private final Statements statements;

    /**
     * @param handler handles events once more, in the transaction that unparks them
     */
    Parking(
            String name,
            BiFunction<SqlConnection, List<StoredEvent>, Uni<Void>> handler,
            EventStore store,
            Pool pool,
            Statements statements) {
        this.name = name;
        this.handler = handler;
        this.store = store;
        this.pool = pool;
        this.statements = statements;
    }

    /**
     * Handles all events of a parked stream that wait.
     *
     * @return how many; fails with {@link NoSuchElementException} if the stream is not parked, and
     *     with {@link EventStillFails} where one cannot be handled, which is then where it waits
     */
    public Uni<Long> retry(StreamId stream) {
        return handleSome(stream, BATCH_SIZE)
                .onFailure(FailureHandler::blamesEvents)
                .recoverWithUni(failure -> missing(failure) ? failed(failure) : handleOne(stream))
                .chain(step -> goOn(stream, step));
    }

    /** Leaves out, for good, the event at which a parked stream waits; then like {@link #retry}. */
    public Uni<Long> skip(StreamId stream, String reason, Optional<String> user) {
        return locked(
                        stream,
                        (connection, waiting) ->
                                statements
                                        .execute(
                                                connection,
                                                SKIP,
                                                names(stream)
                                                        .addString(reason)
                                                        .addString(user.orElse(null)))
                                        .chain(() -> next(stream, waiting, 1))
                                        .chain(next -> wait(connection, stream, 0, next)))
                .chain(step -> goOn(stream, step));
    }

    private Uni<Long> goOn(StreamId stream, Step step) {
        return step.more()
                ? retry(stream).map(handled -> handled + step.handled())
                : Uni.createFrom().item((long) step.handled());
    }

    private Uni<Step> handleOne(StreamId stream) {
        return handleSome(stream, 1)
                .onFailure(failure -> FailureHandler.blamesEvents(failure) && !missing(failure))
                .recoverWithUni(failure -> stillFails(stream, failure));
    }

    private static boolean missing(Throwable failure) {
        return failure instanceof NoSuchElementException;
    }

    private static <T> Uni<T> failed(Throwable failure) {
        return Uni.createFrom().failure(failure);
    }

    private Uni<Step> stillFails(StreamId stream, Throwable failure) {
        String error = String.valueOf(failure.getMessage());
        return statements
                .execute(pool, FAILED, names(stream).addString(error))
                .chain(() -> failed(new EventStillFails(error)));
    }

    private Uni<Step> handleSome(StreamId stream, int most) {
        return locked(
                stream,
                (connection, waiting) ->
                        store.readStream(stream, waiting.version() - 1, most)
                                .map(events -> before(waiting, events))
                                .chain(events -> handle(connection, stream, waiting, events)));
    }

    private Uni<Step> handle(
            SqlConnection connection, StreamId stream, Waiting waiting, List<StoredEvent> events) {
        return handler.apply(connection, events)
                .chain(() -> next(stream, waiting, events.size()))
                .chain(next -> wait(connection, stream, events.size(), next));
    }

    private static List<StoredEvent> before(Waiting waiting, List<StoredEvent> events) {
        return events.stream().filter(event -> event.position() <= waiting.checkpoint()).toList();
    }

    private Uni<Optional<StoredEvent>> next(StreamId stream, Waiting waiting, int done) {
        return store.readStream(stream, waiting.version() - 1 + done, 1)
                .map(events -> before(waiting, events).stream().findFirst());
    }

    private Uni<Step> wait(
            SqlConnection connection, StreamId stream, int handled, Optional<StoredEvent> next) {
        return next.map(
                        event ->
                                statements.execute(
                                        connection,
                                        WAIT_AT,
                                        names(stream)
                                                .addLong(event.version())
                                                .addLong(event.position())
                                                .addString(event.eventType())))
                .orElseGet(() -> statements.execute(connection, GO_ON, names(stream)))
                .map(_ -> new Step(handled, next.isPresent()));
    }

    /** In one transaction, in which the owner's loop waits. */
    private Uni<Step> locked(StreamId stream, BiFunction<SqlConnection, Waiting, Uni<Step>> work) {
        return statements.bounded(
                pool.withTransaction(
                        connection ->
                                statements
                                        .execute(connection, LOCK, names(stream))
                                        .map(rows -> waiting(stream, rows))
                                        .call(
                                                () ->
                                                        statements.execute(
                                                                connection,
                                                                CHANGE_EPOCH,
                                                                Tuple.of(name)))
                                        .chain(waiting -> work.apply(connection, waiting))));
    }

    private Waiting waiting(StreamId stream, RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw new NoSuchElementException(stream + " is not parked by " + name);
        }
        Row row = rows.iterator().next();
        return new Waiting(row.getLong("version"), row.getLong("position"));
    }

    private Tuple names(StreamId stream) {
        return Tuple.of(name, stream.category(), stream.id());
    }
}
