package dev.daybook.kernel;

/**
 * The whole of a domain module: what a command does to a state, and what an event does to it.
 *
 * <p>Both functions are total and pure: no clock, no random source, no input or output. Whatever
 * depends on the world travels in the command. After Jérémie Chassaing, <i>Functional Event
 * Sourcing Decider</i> (2021).
 *
 * @param <C> commands, a sealed interface of records
 * @param <E> events, a sealed interface of records
 * @param <S> states, a sealed interface of records
 */
public interface Decider<C, E, S> {

    /** The state of a stream without events. */
    S initial();

    /**
     * Accepts the command with the events it causes, or rejects it; never throws for anything a
     * caller can send.
     */
    Decision<E> decide(C command, S state);

    /**
     * The state after the event. Defined for every event that {@link #decide} can accept in that
     * state.
     */
    S evolve(S state, E event);
}
