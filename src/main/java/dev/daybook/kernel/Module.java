package dev.daybook.kernel;

import java.util.List;

/** A domain module as the engine sees it: an aggregate and the projections of its events. */
public record Module<C, E, S>(Aggregate<C, E, S> aggregate, List<Projection<E, ?>> projections) {

    public Module {
        projections = List.copyOf(projections);
    }
}
