package dev.daybook.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A decider with the names under which its events and states are stored, which stay when classes
 * are renamed.
 *
 * @param <C> commands
 * @param <E> events
 * @param <S> states
 */
public final class Aggregate<C, E, S> {

    /** The name and schema version under which an event class is stored now. */
    public record EventType<E>(String name, int schemaVersion, Class<? extends E> type) {}

    private record Step(String name, int fromVersion) {}

    private final String category;
    private final Decider<C, E, S> decider;
    private final Map<String, EventType<E>> typesByName;
    private final Map<Class<?>, EventType<E>> typesByClass = new HashMap<>();
    private final Map<Step, UnaryOperator<Map<String, Object>>> upcasters;
    private final int snapshotVersion;
    private final List<Class<? extends S>> stateTypes;
    private final List<Rejection> refusals;

    private Aggregate(Builder<C, E, S> builder) {
        category = builder.category;
        decider = builder.decider;
        typesByName = Map.copyOf(builder.types);
        upcasters = Map.copyOf(builder.upcasters);
        snapshotVersion = builder.snapshotVersion;
        stateTypes = builder.stateTypes;
        refusals = builder.refusals;
        typesByName.values().forEach(type -> typesByClass.put(type.type(), type));
        typesByName.values().forEach(this::requireEveryStep);
    }

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

    public List<Class<? extends S>> stateTypes() {
        return stateTypes;
    }

    /** Every reason for which the decider may refuse a command. */
    public List<Rejection> refusals() {
        return refusals;
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

    /** Collects the stored names; {@link #build} checks that nothing is missing. */
    public static final class Builder<C, E, S> {

        private final String category;
        private final Decider<C, E, S> decider;
        private final Map<String, EventType<E>> types = new HashMap<>();
        private final Map<Step, UnaryOperator<Map<String, Object>>> upcasters = new HashMap<>();
        private int snapshotVersion = 1;
        private List<Class<? extends S>> stateTypes = List.of();
        private List<Rejection> refusals = List.of();

        private Builder(String category, Decider<C, E, S> decider) {
            this.category = category;
            this.decider = decider;
        }

        /** An event class, stored under this name and schema version. */
        public Builder<C, E, S> event(String name, int schemaVersion, Class<? extends E> type) {
            if (types.put(name, new EventType<>(name, schemaVersion, type)) != null) {
                throw new IllegalArgumentException("Event type " + name + " is registered twice.");
            }
            return this;
        }

        /** How a payload of {@code fromVersion} becomes one of the next version. */
        public Builder<C, E, S> upcaster(
                String name, int fromVersion, UnaryOperator<Map<String, Object>> step) {
            upcasters.put(new Step(name, fromVersion), step);
            return this;
        }

        /** The states that can be kept as a snapshot, under this snapshot version. */
        @SafeVarargs
        @SuppressWarnings("varargs") // the array is only read
        public final Builder<C, E, S> snapshots(int version, Class<? extends S>... states) {
            snapshotVersion = version;
            stateTypes = List.of(states);
            return this;
        }

        /** What the decider may answer instead of events, for those who call it. */
        public Builder<C, E, S> refusals(Rejection... all) {
            refusals = List.of(all);
            return this;
        }

        /**
         * @throws IllegalArgumentException if a step between two schema versions is missing
         */
        public Aggregate<C, E, S> build() {
            return new Aggregate<>(this);
        }
    }
}
