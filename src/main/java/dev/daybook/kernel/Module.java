package dev.daybook.kernel;

import java.util.List;
import java.util.stream.Stream;

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

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <C, E, S> Module<C, E, S> of(
            Aggregate<C, E, S> aggregate, Projection<E, ?>... projections) {
        return new Module<>(aggregate, List.of(projections), List.of());
    }

    /** The module with a process whose state its aggregate is. */
    public Module<C, E, S> with(Process<E> process) {
        return new Module<>(
                aggregate,
                projections,
                Stream.concat(processes.stream(), Stream.of(process)).toList());
    }
}
