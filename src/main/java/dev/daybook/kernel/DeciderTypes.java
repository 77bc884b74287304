package dev.daybook.kernel;

import dev.daybook.kernel.Aggregate.EventType;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The types of events and states that a decider's class says it is for. */
final class DeciderTypes {

    private DeciderTypes() {}

    @SuppressWarnings("unchecked") // what stands for E, and the records that it permits
    static <E> Map<String, EventType<E>> events(Decider<?, E, ?> decider) {
        return Types.records(Types.argument(decider.getClass(), Decider.class, 1))
                .<EventType<E>>map(type -> EventType.of((Class<? extends E>) type))
                .collect(
                        Collectors.toUnmodifiableMap(
                                EventType::name,
                                type -> type,
                                (one, other) -> {
                                    throw new IllegalArgumentException(
                                            one.type().getName()
                                                    + " and "
                                                    + other.type().getName()
                                                    + " are both stored as "
                                                    + one.name()
                                                    + ".");
                                }));
    }

    @SuppressWarnings("unchecked") // what stands for S, and the records that it permits
    static <S> List<Class<? extends S>> states(Decider<?, ?, S> decider) {
        return Types.records(Types.argument(decider.getClass(), Decider.class, 2))
                .<Class<? extends S>>map(type -> (Class<? extends S>) type)
                .toList();
    }
}
