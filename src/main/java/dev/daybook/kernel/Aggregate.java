package dev.daybook.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A decider with the names under which its events are stored: those of their classes, unless {@link
 * Stored} says others.
 *
 * @param <C> commands
 * @param <E> events
 * @param <S> states
 */
public final class Aggregate<C, E, S> {

    /** The name and schema version under which an event class is stored now. */
    public record EventType<E>(String name, int schemaVersion, Class<? extends E> type) {

        static <E> EventType<E> of(Class<? extends E> type) {
            Stored stored = type.getAnnotation(Stored.class);
            return stored == null
                    ? new EventType<>(type.getSimpleName(), 1, type)
                    : new EventType<>(
                            stored.name().isEmpty() ? type.getSimpleName() : stored.name(),
                            stored.version(),
                            type);
        }
    }

    private record Step(String name, int fromVersion) {}

    private final String category;
    private final Decider<C, E, S> decider;
    private final Map<String, EventType<E>> typesByName;
    private final Map<Class<?>, EventType<E>> typesByClass = new HashMap<>();
    private final Map<Step, UnaryOperator<Map<String, Object>>> upcasters;
    private final int snapshotVersion;
    private final List<Class<? extends S>> stateTypes;
    private final List<Rejection> refusals;
    private final Function<E, Optional<String>> owner;
    private final boolean confidential;

    private Aggregate(Builder<C, E, S> builder) {
        category = builder.category;
        decider = builder.decider;
        typesByName = DeciderTypes.events(decider);
        upcasters = Map.copyOf(builder.upcasters);
        snapshotVersion = builder.snapshotVersion;
        stateTypes = DeciderTypes.states(decider);
        refusals = builder.refusals;
        owner = builder.owner;
        confidential = builder.confidential;
        refusals.forEach(Rejection::kind); // what stands there wrong is found out at once
        typesByName.values().forEach(type -> typesByClass.put(type.type(), type));
        typesByName.values().forEach(this::requireEveryStep);
    }

    /** The types of events and states are those that the decider's class says it is for. */
    public static <C, E, S> Builder<C, E, S> of(String category, Decider<C, E, S> decider) {
        return new Builder<>(category, decider);
    }

    public String category() {
        return category;
    }

    public Decider<C, E, S> decider() {
        return decider;
    }

    /**
     * Raised when the same events fold to another state than before: older snapshots are then
     * ignored.
     */
    public int snapshotVersion() {
        return snapshotVersion;
    }

    /** The states that can be kept as a snapshot: those that are records. */
    public List<Class<? extends S>> stateTypes() {
        return stateTypes;
    }

    /** Every reason for which the decider may refuse a command. */
    public List<Rejection> refusals() {
        return refusals;
    }

    /** Whether only those see its events who give access. */
    public boolean isConfidential() {
        return confidential;
    }

    /** To whom a stream belongs, by its first event; nothing where it belongs to nobody. */
    public Optional<String> ownerBy(E first) {
        return owner.apply(first);
    }

    public StreamId stream(String id) {
        return new StreamId(category, id);
    }

    public Stream<EventType<E>> eventTypes() {
        return typesByName.values().stream();
    }

    /**
     * @throws IllegalArgumentException if the event's class was never registered
     */
    public EventType<E> typeOf(E event) {
        EventType<E> type = typesByClass.get(event.getClass());
        if (type == null) {
            throw new IllegalArgumentException(
                    "Event class "
                            + event.getClass().getName()
                            + " is not registered in category "
                            + category
                            + ".");
        }
        return type;
    }

    /**
     * @throws IllegalArgumentException if no such type is registered
     */
    public EventType<E> typeNamed(String name) {
        EventType<E> type = typesByName.get(name);
        if (type == null) {
            throw new IllegalArgumentException(
                    "Event type " + name + " is unknown in category " + category + ".");
        }
        return type;
    }

    /**
     * Lifts a payload from the schema version it was stored with to today's, one registered step at
     * a time.
     *
     * @throws IllegalArgumentException if it was stored by a newer service
     */
    public Map<String, Object> upcast(
            EventType<E> type, int storedVersion, Map<String, Object> payload) {
        if (storedVersion > type.schemaVersion() || storedVersion < 1) {
            throw new IllegalArgumentException(
                    "Event type "
                            + type.name()
                            + " is known up to schema version "
                            + type.schemaVersion()
                            + ", but version "
                            + storedVersion
                            + " is stored.");
        }
        Map<String, Object> lifted = payload;
        for (int version = storedVersion; version < type.schemaVersion(); version++) {
            lifted = upcasters.get(new Step(type.name(), version)).apply(lifted);
        }
        return lifted;
    }

    private void requireEveryStep(EventType<E> type) {
        for (int version = 1; version < type.schemaVersion(); version++) {
            if (!upcasters.containsKey(new Step(type.name(), version))) {
                throw new IllegalArgumentException(
                        "Event type "
                                + type.name()
                                + " has no upcaster from schema version "
                                + version
                                + " to "
                                + (version + 1)
                                + ".");
            }
        }
    }

    /** Collects what the types do not say; {@link #build} checks that nothing is missing. */
    public static final class Builder<C, E, S> {

        private final String category;
        private final Decider<C, E, S> decider;
        private final Map<Step, UnaryOperator<Map<String, Object>>> upcasters = new HashMap<>();
        private int snapshotVersion = 1;
        private List<Rejection> refusals = List.of();
        private Function<E, Optional<String>> owner = _ -> Optional.empty();
        private boolean confidential;

        private Builder(String category, Decider<C, E, S> decider) {
            this.category = category;
            this.decider = decider;
        }

        /** How a payload of {@code fromVersion} becomes one of the next version. */
        public Builder<C, E, S> upcaster(
                String name, int fromVersion, UnaryOperator<Map<String, Object>> step) {
            upcasters.put(new Step(name, fromVersion), step);
            return this;
        }

        /** 1, unless it is said here. */
        public Builder<C, E, S> snapshotVersion(int version) {
            snapshotVersion = version;
            return this;
        }

        /** What the decider may answer instead of events, for those who call it. */
        public Builder<C, E, S> refusals(Rejection... all) {
            refusals = List.of(all);
            return this;
        }

        /** Shown to those who give access, and sent nowhere. */
        public Builder<C, E, S> confidential() {
            confidential = true;
            return this;
        }

        /**
         * To whom a stream belongs, by its first event: for ever. Nobody, unless it is said here.
         */
        public Builder<C, E, S> ownedBy(Function<E, Optional<String>> byFirstEvent) {
            owner = byFirstEvent;
            return this;
        }

        /**
         * @throws IllegalArgumentException if two events have one name, or a step between two
         *     schema versions is missing
         */
        public Aggregate<C, E, S> build() {
            return new Aggregate<>(this);
        }
    }
}
