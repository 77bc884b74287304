package dev.daybook.engine.projection;

import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.history.Steps;
import dev.daybook.engine.history.TimeTravel;
import dev.daybook.engine.subscription.Subscription;
import dev.daybook.engine.subscription.Subscriptions;
import dev.daybook.kernel.Projection;
import dev.daybook.store.postgres.table.RowQueries;
import dev.daybook.store.postgres.table.RowSnapshots;
import java.util.List;
import java.util.Optional;

/** Makes readers of what the loops of projections write. */
public final class ReadModels {

    private final Projections projections;
    private final List<Subscription> loops;
    private final Subscriptions shared;
    private final Codec codec;

    /**
     * @param loops of the live tables, those of processes among them
     */
    public ReadModels(
            Projections projections, List<Subscription> loops, Subscriptions shared, Codec codec) {
        this.projections = projections;
        this.loops = loops;
        this.shared = shared;
        this.codec = codec;
    }

    /**
     * A reader of the projection's table.
     *
     * @throws java.util.NoSuchElementException if the projection is none of a registered module
     */
    public <E, R extends Record> ReadModel<R> readModel(Projection<E, R> projection) {
        return readModel(
                projection.rowType(),
                List.of(projection),
                projection instanceof Projection.Fold<E, R> fold
                        ? Optional.of(timeTravel(fold))
                        : Optional.empty());
    }

    /**
     * A reader of what queries over the tables of several projections give.
     *
     * @param rowType the columns that they select
     * @throws java.util.NoSuchElementException if a projection is none of a registered module
     */
    public <R extends Record> ReadModel<R> readModel(
            Class<R> rowType, List<Projection<?, ?>> over) {
        return readModel(rowType, over, Optional.empty());
    }

    private <R extends Record> ReadModel<R> readModel(
            Class<R> rowType, List<Projection<?, ?>> over, Optional<TimeTravel<?, R>> history) {
        return new ReadModel<>(
                new RowQueries<>(shared.pool(), shared.statements(), rowType, over),
                over.stream().map(projection -> loop(projection.table())).toList(),
                history);
    }

    /**
     * What a projection makes of a stream.
     *
     * @throws java.util.NoSuchElementException if the projection is none of a registered module
     */
    public <E, R extends Record> Steps<E, R> steps(Projection<E, R> projection) {
        return new Steps<>(
                projections.aggregateOf(projection),
                projection,
                shared.store(),
                codec,
                projection instanceof Projection.Fold<E, R> fold
                        ? Optional.of(timeTravel(fold))
                        : Optional.empty());
    }

    private Subscription loop(String name) {
        return loops.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    private <E, R extends Record> TimeTravel<E, R> timeTravel(Projection.Fold<E, R> fold) {
        return new TimeTravel<>(
                projections.aggregateOf(fold),
                fold,
                shared.store(),
                codec,
                new RowSnapshots(shared.pool(), shared.statements(), fold.table(), fold.version()));
    }
}
