package dev.daybook.engine.admin;

import dev.daybook.engine.subscription.Lag;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How one projection is, for operators.
 *
 * @param version of the projection that made the rows
 * @param owner the name of the instance that runs it, if one does
 * @param failure why it does not advance, if so
 * @param parked how many streams wait
 */
public record ProjectionStatus(
        String name,
        int version,
        long position,
        Lag lag,
        Optional<String> owner,
        Optional<String> failure,
        long parked,
        Optional<RebuildStatus> rebuild) {

    /** What an operator has to know at a glance. */
    public enum State {
        /** Nobody runs it: no instance that is alive has this version of it. */
        UNOWNED,
        /** It does not advance, and is tried again. */
        FAILING,
        /** It goes on, but some streams wait for an operator. */
        PARKED,
        FOLLOWING
    }

    public State state() {
        if (owner.isEmpty()) {
            return State.UNOWNED;
        }
        if (failure.isPresent()) {
            return State.FAILING;
        }
        return parked > 0 ? State.PARKED : State.FOLLOWING;
    }

    /**
     * How far a rebuild is.
     *
     * @param head of the log
     * @param eventsPerSecond since its owner took it
     */
    public record RebuildStatus(
            int version,
            long position,
            long head,
            double eventsPerSecond,
            Optional<String> owner,
            Optional<String> failure,
            long parked) {

        public double percent() {
            return head == 0 ? 100 : 100.0 * position / head;
        }

        /** Nothing where it does not advance. */
        public OptionalDouble secondsLeft() {
            return eventsPerSecond > 0
                    ? OptionalDouble.of((head - position) / eventsPerSecond)
                    : OptionalDouble.empty();
        }
    }

    /** A stream that waits, and the event at which it does. */
    @RegisterForReflection
    public record ParkedStream(
            String category,
            String streamId,
            long version,
            long position,
            String eventType,
            String error,
            int attempts,
            Instant parkedAt,
            Instant triedAt) {}
}
