package dev.daybook.kernel;

import java.util.List;

/**
 * A domain module as the engine sees it: an aggregate, the projections of its events, and the
 * processes whose state it is.
 */
public record Module<C, E, S>(
        Aggregate<C, E, S> aggregate,
        List<Projection<E, ?>> projections,
        List<Process<E>> processes) {

    public Module {
        projections = List.copyOf(projections);
        processes = List.copyOf(processes);
    }

    public Module(Aggregate<C, E, S> aggregate, List<Projection<E, ?>> projections) {
        this(aggregate, projections, List.of());
    }
}
