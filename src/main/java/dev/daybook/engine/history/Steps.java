package dev.daybook.engine.history;

import dev.daybook.engine.codec.Codec;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a projection makes of one stream, event by event, read from the log. */
public final class Steps<E, R extends Record> {

    /**
     * What one event changes.
     *
     * @param before the row that it replaces, if any
     * @param after the rows that it writes: none, one or several
     */
    public record Step<R>(StoredEvent event, List<R> before, List<R> after) {}

    private final Aggregate<?, E, ?> aggregate;
    private final Projection<E, R> projection;
    private final EventStore store;
    private final Codec codec;
    private final Optional<TimeTravel<E, R>> travel;

    /**
     * @param travel to a row in the middle of a long stream, where the projection folds
     */
    public Steps(
            Aggregate<?, E, ?> aggregate,
            Projection<E, R> projection,
            EventStore store,
            Codec codec,
            Optional<TimeTravel<E, R>> travel) {
        this.aggregate = aggregate;
        this.projection = projection;
        this.store = store;
        this.codec = codec;
        this.travel = travel;
    }

    /**
     * The steps behind a version, in order, at most {@code limit}; none where there is no such
     * stream. Other streams' events, where a row is made of several, are left out.
     *
     * @return fails with IllegalArgumentException if an event cannot be read
     */
    public Uni<List<Step<R>>> of(String id, long after, int limit) {
        return store.readStream(aggregate.stream(id), after, limit)
                .chain(
                        events ->
                                rowsBefore(id, after, events)
                                        .map(rows -> new Walk(rows).over(events)));
    }

    private Uni<Map<String, R>> rowsBefore(String id, long after, List<StoredEvent> events) {
        if (after == 0 || events.isEmpty() || !(projection instanceof Projection.Fold<E, R> fold)) {
            return Uni.createFrom().item(new HashMap<>());
        }
        boolean oneRow =
                events.stream()
                        .map(event -> codec.decode(aggregate, event))
                        .filter(event -> fold.concerns(event.event()))
                        .allMatch(event -> fold.key(event).equals(id));
        return oneRow
                ? travel.orElseThrow()
                        .to(new PointInTime.Version(after), id)
                        .map(past -> past.row().map(row -> Map.of(id, row)).orElse(Map.of()))
                : walked(new Walk(new HashMap<>()), id, 0, after);
    }

    /** The rows of a stream that makes several, from its first event. */
    private Uni<Map<String, R>> walked(Walk walk, String id, long from, long to) {
        int limit = (int) Math.min(TimeTravel.PAGE_SIZE, to - from);
        return limit == 0
                ? Uni.createFrom().item(walk.rows)
                : store.readStream(aggregate.stream(id), from, limit)
                        .invoke(walk::over)
                        .chain(events -> walked(walk, id, events.getLast().version(), to));
    }

    private final class Walk {

        private final Map<String, R> rows;

        Walk(Map<String, R> rows) {
            this.rows = new HashMap<>(rows);
        }

        List<Step<R>> over(List<StoredEvent> events) {
            List<Step<R>> steps = new ArrayList<>();
            for (StoredEvent event : events) {
                steps.add(step(event, codec.decode(aggregate, event)));
            }
            return steps;
        }

        private Step<R> step(StoredEvent stored, Recorded<E> event) {
            return switch (projection) {
                case Projection.Journal<E, R> journal ->
                        new Step<>(stored, List.of(), journal.entries(event));
                case Projection.Fold<E, R> fold when fold.concerns(event.event()) -> {
                    Optional<R> before = Optional.ofNullable(rows.get(fold.key(event)));
                    R after = fold.fold(before, event);
                    rows.put(fold.key(event), after);
                    yield new Step<>(stored, before.stream().toList(), List.of(after));
                }
                case Projection.Fold<E, R> _ -> new Step<>(stored, List.of(), List.of());
            };
        }
    }
}
