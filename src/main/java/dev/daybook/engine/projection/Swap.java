package dev.daybook.engine.projection;

import dev.daybook.engine.checkpoint.Checkpoint;
import dev.daybook.engine.checkpoint.CheckpointMoved;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import org.jboss.logging.Logger;

/** Puts a table that was filled beside the live one in its place. */
final class Swap {

    private static final Logger LOG = Logger.getLogger(Rebuild.class);

    private static final String BE_PATIENT =
            """
            set local lock_timeout = '500ms'
            """;

    private static final String LOCK_LIVE =
            """
            select position from subscriptions where name = $1 and live for update
            """;

    private static final String LOCK_OWN =
            """
            update subscriptions set position = greatest(position, $4), updated_at = clock_timestamp()
            where name = $1 and not live and epoch = $2 and position = $3
            """;

    private static final String SWAP =
            """
            select swap_rebuilt($1) as swapped
            """;

    private static final String BEGIN_AGAIN =
            """
            update subscriptions set position = 0, epoch = nextval('epochs')
            where name = $1 and not live and epoch = $2
            """;

    private final Projector<?, ?> projector;
    private final EventStore store;
    private final Statements statements;
    private final int mostInSwap;

    /**
     * @param projector that writes the table beside
     * @param mostInSwap events that are handled in the swapping transaction at most
     */
    Swap(Projector<?, ?> projector, EventStore store, Statements statements, int mostInSwap) {
        this.projector = projector;
        this.store = store;
        this.statements = statements;
        this.mostInSwap = mostInSwap;
    }

    /** Whether it was done; not where the live table has come too far meanwhile. */
    Uni<Boolean> in(SqlConnection connection, Checkpoint checkpoint) {
        return statements
                .execute(connection, BE_PATIENT, Tuple.tuple())
                .chain(() -> statements.execute(connection, LOCK_LIVE, Tuple.of(projector.name())))
                .map(Swap::position)
                .chain(
                        live ->
                                store.read(checkpoint.position(), mostInSwap)
                                        .chain(
                                                events ->
                                                        swap(
                                                                connection,
                                                                checkpoint,
                                                                live,
                                                                events)));
    }

    private Uni<Boolean> swap(
            SqlConnection connection, Checkpoint checkpoint, long live, List<StoredEvent> behind) {
        List<StoredEvent> missing =
                behind.stream().filter(event -> event.position() <= live).toList();
        if (checkpoint.position() + missing.size() < live) {
            return Uni.createFrom().item(false);
        }
        List<StoredEvent> handled = missing.stream().filter(checkpoint::lets).toList();
        return lockOwn(connection, checkpoint, live)
                .chain(() -> projector.apply(connection, handled))
                .chain(() -> statements.execute(connection, SWAP, Tuple.of(projector.name())))
                .chain(
                        rows ->
                                rows.iterator().next().getBoolean("swapped")
                                        ? Uni.createFrom().item(true)
                                        : beginAgain(connection, checkpoint));
    }

    private Uni<Void> lockOwn(SqlConnection connection, Checkpoint checkpoint, long live) {
        return statements
                .execute(
                        connection,
                        LOCK_OWN,
                        Tuple.of(projector.name(), checkpoint.epoch(), checkpoint.position(), live))
                .invoke(
                        updated -> {
                            if (updated.rowCount() == 0) {
                                throw new CheckpointMoved(projector.name());
                            }
                        })
                .replaceWithVoid();
    }

    private Uni<Boolean> beginAgain(SqlConnection connection, Checkpoint checkpoint) {
        LOG.warnf(
                "A migration has changed %s since its rebuild began: it begins again.",
                projector.name());
        return statements
                .execute(connection, BEGIN_AGAIN, Tuple.of(projector.name(), checkpoint.epoch()))
                .replaceWith(false);
    }

    private static long position(RowSet<Row> rows) {
        return rows.iterator().next().getLong("position");
    }
}
