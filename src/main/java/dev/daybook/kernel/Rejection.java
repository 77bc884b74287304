package dev.daybook.kernel;

import java.util.Locale;
import java.util.Optional;

/**
 * Why a decider refuses a command: an enum of its module, stable, since callers act on {@link
 * #code()}.
 */
public interface Rejection {

    /**
     * What the caller can do about it: create it first, wait for another state, or ask for
     * something else.
     */
    enum Kind {
        ABSENT,
        STATE,
        RULE
    }

    /**
     * The field of the command that is at fault, and in what way, both as the caller spells them.
     */
    record Culprit(String field, String code) {}

    /** The enum constant's name. */
    String name();

    Kind kind();

    default Optional<Culprit> culprit() {
        return Optional.empty();
    }

    /** The name as callers see it: {@code INSUFFICIENT_FUNDS} is {@code insufficient-funds}. */
    default String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
