package dev.daybook.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Decider;
import dev.daybook.kernel.Decision;
import dev.daybook.kernel.Rejection;
import java.util.List;

/** What a decider does with a command after a history: given, when, then. */
public final class Specification<C, E> {

    private final Decided<C, E> decided;

    private Specification(Decided<C, E> decided) {
        this.decided = decided;
    }

    private interface Decided<C, E> {
        Decision<E> on(C command);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <C, E, S> Specification<C, E> given(Aggregate<C, E, S> aggregate, E... history) {
        Decider<C, E, S> decider = aggregate.decider();
        S state = stateAfter(decider, List.of(history));
        return new Specification<>(command -> decider.decide(command, state));
    }

    public static <E, S> S stateAfter(Decider<?, E, S> decider, List<? extends E> history) {
        S state = decider.initial();
        for (E event : history) {
            state = decider.evolve(state, event);
        }
        return state;
    }

    public Answer<E> when(C command) {
        return new Answer<>(decided.on(command));
    }

    /** The decision, to be compared with what the specification says. */
    public record Answer<E>(Decision<E> decision) {

        @SafeVarargs
        @SuppressWarnings("varargs") // the array is only read
        public final void thenAccepted(E... events) {
            assertEquals(new Decision.Accepted<>(List.of(events)), decision);
        }

        public void thenRejected(Rejection rejection) {
            switch (decision) {
                case Decision.Rejected(var actual, _) -> assertEquals(rejection, actual);
                case Decision.Accepted(var events) ->
                        fail("Expected " + rejection + ", but accepted with " + events);
            }
        }
    }
}
