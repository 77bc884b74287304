package dev.daybook.engine.consumer;

import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Keeps a database with a log apart from one that is written from Kafka: who took the one for the
 * other would write each row a second time.
 */
public record DatabaseUse(Pool pool, Statements statements) {

    private static final String FOUND =
            """
            select exists (select from events), exists (select from consumer_offsets)
            """;

    /**
     * @param consumes whether this instance writes from Kafka
     * @return fails with {@link UnfitDatabase} if the database is not for that
     */
    public Uni<Void> requireFit(boolean consumes) {
        return statements
                .execute(pool, FOUND, Tuple.tuple())
                .map(rows -> rows.iterator().next())
                .invoke(found -> requireFit(consumes, found))
                .replaceWithVoid();
    }

    private static void requireFit(boolean consumes, Row found) {
        boolean log = found.getBoolean(0);
        boolean consumed = found.getBoolean(1);
        if (consumes && log) {
            throw new UnfitDatabase(
                    "DAYBOOK_ROLE is 'consumer', and this database has a log; a consumer needs one of its own.");
        }
        if (!consumes && consumed) {
            throw new UnfitDatabase(
                    "The tables of this database are written from Kafka, by instances with DAYBOOK_ROLE=consumer; a log needs a database of its own.");
        }
    }
}
