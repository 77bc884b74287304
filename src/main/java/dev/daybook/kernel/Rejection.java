package dev.daybook.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;

/**
 * Why a decider refuses a command: an enum of its module, stable, since callers act on {@link
 * #code()}. What is to be said of a constant stands at it.
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

    /** What the command is for does not exist: {@link Kind#ABSENT}. */
    @Target(ElementType.FIELD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Absent {}

    /** The command is for another state: {@link Kind#STATE}. Without either, it breaks a rule. */
    @Target(ElementType.FIELD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface WrongState {}

    /** The {@link Culprit}. */
    @Target(ElementType.FIELD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Blames {
        String field();

        String code();
    }

    /**
     * The field of the command that is at fault, and in what way, both as the caller spells them.
     */
    record Culprit(String field, String code) {}

    /** The enum constant's name. */
    String name();

    default Kind kind() {
        return RefusalTraits.of(this).kind();
    }

    default Optional<Culprit> culprit() {
        return RefusalTraits.of(this).culprit();
    }

    /** The name as callers see it: {@code INSUFFICIENT_FUNDS} is {@code insufficient-funds}. */
    default String code() {
        return RefusalTraits.of(this).code();
    }
}
