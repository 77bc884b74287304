package dev.daybook.engine.projection;

import dev.daybook.engine.history.PointInTime;
import dev.daybook.engine.history.TimeTravel;
import dev.daybook.engine.history.TimeTravel.Past;
import dev.daybook.engine.subscription.ProjectionBehind;
import dev.daybook.engine.subscription.Subscription;
import dev.daybook.store.postgres.table.RowQueries;
import dev.daybook.store.postgres.table.RowQueries.Read;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What can be read of projections: rows, as new as asked for, and what a row once was. */
public final class ReadModel<R extends Record> {

    private final RowQueries<R> model;
    private final List<Subscription> subscriptions;
    private final Optional<TimeTravel<?, R>> history;

    /**
     * @param subscriptions that write what is read
     * @param history of the rows, where each is the fold of one stream
     */
    public ReadModel(
            RowQueries<R> model,
            List<Subscription> subscriptions,
            Optional<TimeTravel<?, R>> history) {
        this.model = model;
        this.subscriptions = subscriptions;
        this.history = history;
    }

    public Class<R> rowType() {
        return model.rowType();
    }

    /**
     * The row of a key, if there is one.
     *
     * @return fails with {@link ProjectionBehind} if it does not get that fresh in time
     */
    public Uni<Read<Optional<R>>> find(String key, Freshness freshness) {
        return once(freshness, () -> model.find(key));
    }

    /**
     * The rows that a query gives: see {@link RowQueries#query}.
     *
     * @return fails with {@link ProjectionBehind} if they do not get that fresh in time
     */
    public Uni<Read<List<R>>> query(String sql, List<Optional<?>> parameters, Freshness freshness) {
        return once(freshness, () -> model.query(sql, parameters));
    }

    /** Whether it can be told what the rows once were. */
    public boolean hasHistory() {
        return history.isPresent();
    }

    /**
     * What the row of an id was at a point in time, told by a log that is as new as asked for.
     *
     * @return fails with {@link ProjectionBehind} if it does not get that fresh in time, and with
     *     {@link java.util.NoSuchElementException} if there is no history
     */
    public Uni<Past<R>> past(PointInTime point, String id, Freshness freshness) {
        TimeTravel<?, R> travel = history.orElseThrow();
        return freshness.position() == 0
                ? travel.to(point, id)
                : reach(freshness)
                        .chain(() -> travel.to(point, id))
                        .map(past -> past.completeUpTo(freshness.position()));
    }

    /**
     * The row of an id as the log has it now, however far its projection is: for what is done on
     * it, right after it was written.
     *
     * @return fails with {@link java.util.NoSuchElementException} if there is no history
     */
    public Uni<Optional<R>> current(String id) {
        return history.orElseThrow().to(new PointInTime.Version(Long.MAX_VALUE), id).map(Past::row);
    }

    private <T> Uni<Read<T>> once(Freshness freshness, Supplier<Uni<Read<T>>> reading) {
        if (freshness.position() == 0) {
            return reading.get();
        }
        return reach(freshness)
                .chain(() -> reading.get())
                .invoke(read -> requireFresh(read, freshness));
    }

    private Uni<Void> reach(Freshness freshness) {
        return Uni.join()
                .all(
                        subscriptions.stream()
                                .map(each -> each.reach(freshness.position(), freshness.patience()))
                                .toList())
                .andFailFast()
                .replaceWithVoid();
    }

    /** What counts is the checkpoint that was read along with the rows. */
    private static void requireFresh(Read<?> read, Freshness freshness) {
        if (read.position() < freshness.position()) {
            throw new ProjectionBehind(read.position(), freshness.position());
        }
    }
}
