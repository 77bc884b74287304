package dev.daybook.engine.command;

import java.util.Set;

/** On which versions of a resource a caller wants its request to take effect. */
@FunctionalInterface
public interface Precondition {

    Precondition NONE = _ -> true;

    /** On any, as long as the resource is there. */
    Precondition EXISTS = version -> version > 0;

    static Precondition anyOf(Set<Long> versions) {
        return Set.copyOf(versions)::contains;
    }

    boolean holds(long version);
}
