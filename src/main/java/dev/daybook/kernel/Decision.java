package dev.daybook.kernel;

import java.util.List;

/** The answer of a decider: events, or a refusal. A refusal is a value; an exception is a bug. */
public sealed interface Decision<E> {

    /** The command holds; its events, at least one, are appended together or not at all. */
    record Accepted<E>(List<E> events) implements Decision<E> {
        public Accepted {
            events = List.copyOf(events);
            if (events.isEmpty()) {
                throw new IllegalArgumentException(
                        "An accepted command causes at least one event.");
            }
        }
    }

    /** The command does not hold; {@code detail} says why in one sentence for the caller. */
    record Rejected<E>(Rejection rejection, String detail) implements Decision<E> {}

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    static <E> Decision<E> accept(E... events) {
        return new Accepted<>(List.of(events));
    }

    static <E> Decision<E> reject(Rejection rejection, String detail) {
        return new Rejected<>(rejection, detail);
    }
}
