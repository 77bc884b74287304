package dev.daybook.engine.consumer;

import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import org.apache.kafka.common.TopicPartition;

/** How far the workers of a database have come, in that database. */
final class OffsetStore {

    private static final String GROUP =
            """
            select id from consumer_group
            """;

    private static final String BEGIN =
            """
            insert into consumer_offsets (topic, partition, next_offset) values ($1, $2, 0)
            on conflict (topic, partition) do nothing
            """;

    private static final String READ =
            """
            select next_offset from consumer_offsets where topic = $1 and partition = $2
            """;

    private static final String ADVANCE =
            """
            update consumer_offsets set next_offset = $4, position = $5, updated_at = clock_timestamp()
            where topic = $1 and partition = $2 and next_offset = $3
            """;

    /**
     * Part of a partition.
     *
     * @param from the first offset of it
     * @param to the offset that comes next
     * @param position in the log, of the last event
     */
    record Step(TopicPartition partition, long from, long to, long position) {}

    private final Pool pool;
    private final Statements statements;

    OffsetStore(Pool pool, Statements statements) {
        this.pool = pool;
        this.statements = statements;
    }

    /** By what they know each other in Kafka. */
    Uni<String> group() {
        return statements
                .execute(pool, GROUP, Tuple.tuple())
                .map(rows -> rows.iterator().next().getUUID(0).toString());
    }

    /** The next offset of a partition; 0 before anything was taken from it. */
    Uni<Long> next(TopicPartition partition) {
        return statements
                .execute(pool, BEGIN, names(partition))
                .chain(() -> statements.execute(pool, READ, names(partition)))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /**
     * Moves it, in the transaction of the rows.
     *
     * @return fails with {@link OffsetMoved} if it is not where this worker knows it
     */
    Uni<Void> advance(SqlClient connection, Step step) {
        return statements
                .execute(
                        connection,
                        ADVANCE,
                        names(step.partition())
                                .addLong(step.from())
                                .addLong(step.to())
                                .addLong(step.position()))
                .invoke(
                        updated -> {
                            if (updated.rowCount() == 0) {
                                throw new OffsetMoved(step.partition());
                            }
                        })
                .replaceWithVoid();
    }

    private Tuple names(TopicPartition partition) {
        return Tuple.of(partition.topic(), partition.partition());
    }
}
