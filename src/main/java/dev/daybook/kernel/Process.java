package dev.daybook.kernel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * A process manager: a table of events and the commands that follow from them, in other streams.
 * Pure; its state is an aggregate of its own, whose events it follows.
 *
 * <p>After Hohpe and Woolf, <i>Enterprise Integration Patterns</i> (2003), and Garcia-Molina and
 * Salem, <i>Sagas</i> (1987): each step is a transaction of its own, and what cannot be completed
 * is compensated.
 *
 * @param <E> the events of the aggregate that is the process's state
 */
public interface Process<E> {

    /** The name under which it stands in the list of subscriptions. */
    String name();

    /** The commands that follow from an event. The same event may be handled again. */
    List<Send<?>> on(Recorded<E> event);

    /** What is done about an instance that does not get on. */
    Deadline deadline();

    /** Why a command was refused, as its sender is told. */
    record Refused(String code, Rejection.Kind kind, String detail) {}

    /**
     * A command to another stream, and what follows from its answer.
     *
     * @param step names the command among those of this instance of the process: it takes effect
     *     once for each step; without one, the target has to tell a repeated command by itself
     * @param accepted gives what follows where the command was accepted, by the version of its
     *     stream after it: the same each time where it takes effect once for its step
     * @param refused gives what follows where it was not; where nothing does, it may be accepted
     *     when it is sent again
     */
    record Send<C>(
            Aggregate<C, ?, ?> target,
            String id,
            C command,
            Optional<String> step,
            LongFunction<List<Send<?>>> accepted,
            Optional<Function<Refused, List<Send<?>>>> refused) {

        /** Sent again and again while nobody minds. */
        public static <C> Send<C> send(Aggregate<C, ?, ?> target, String id, C command) {
            return new Send<>(
                    target, id, command, Optional.empty(), _ -> List.of(), Optional.empty());
        }

        /** Takes effect once in each instance of the process. */
        public Send<C> once(String newStep) {
            return new Send<>(target, id, command, Optional.of(newStep), accepted, refused);
        }

        /** What follows is sent at once, in this order; none waits for the answer of another. */
        public Send<C> then(Send<?>... next) {
            return new Send<>(target, id, command, step, _ -> List.of(next), refused);
        }

        /** What follows depends on the version of the target's stream that it was accepted as. */
        public Send<C> then(LongFunction<Send<?>> next) {
            return new Send<>(
                    target, id, command, step, version -> List.of(next.apply(version)), refused);
        }

        public Send<C> orElse(Function<Refused, Send<?>> next) {
            return new Send<>(
                    target,
                    id,
                    command,
                    step,
                    accepted,
                    Optional.of(refusal -> List.of(next.apply(refusal))));
        }
    }

    /**
     * How an instance is found that has not got on for too long, and what it is sent then.
     *
     * @param after how long it may stand still
     * @param unfinished SQL that gives {@code id}, {@code status} and {@code seconds}, for how long
     *     it has stood still, of those that are not finished, the oldest first, at most {@code $1}
     * @param reminder the command for the instance
     */
    record Deadline(Duration after, String unfinished, Function<String, Send<?>> reminder) {}
}
