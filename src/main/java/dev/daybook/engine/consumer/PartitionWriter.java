package dev.daybook.engine.consumer;

import dev.daybook.engine.consumer.OffsetStore.Step;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Writes the rows of a partition's events, and the offset behind them, in one transaction.
 *
 * @param appliers that write the rows of events, in a transaction of the caller's, by category
 */
record PartitionWriter(
        Pool pool,
        Statements statements,
        OffsetStore offsets,
        Map<String, List<BiFunction<SqlConnection, List<StoredEvent>, Uni<Void>>>> appliers) {

    PartitionWriter {
        appliers = Map.copyOf(appliers);
    }

    /** Fails with {@link OffsetMoved} if another worker has taken the partition further. */
    Uni<Void> write(Step step, List<StoredEvent> events) {
        return statements.bounded(
                pool.withTransaction(
                        connection ->
                                offsets.advance(connection, step)
                                        .chain(() -> apply(connection, events))));
    }

    /** All of one category, as a topic is. */
    private Uni<Void> apply(SqlConnection connection, List<StoredEvent> events) {
        String category = events.getFirst().stream().category();
        return appliers.get(category).stream()
                .reduce(
                        Uni.createFrom().voidItem(),
                        (before, next) -> before.chain(() -> next.apply(connection, events)),
                        (_, both) -> both);
    }
}
