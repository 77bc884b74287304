package dev.daybook.web;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a field or a parameter has to look like; whoever reads one says so to those who call. */
sealed interface Shape {

    /** Those that are the same everywhere. */
    enum Plain implements Shape {
        ID,
        TEXT,
        CURRENCY,
        AMOUNT,
        INSTANT,
        CURSOR
    }

    /**
     * A whole number.
     *
     * @param otherwise stands for one that is left out, if any does
     */
    record Number(long least, long most, @Nullable Long otherwise) implements Shape {}

    /** One of these. */
    record Word(Set<String> words) implements Shape {

        Word(Collection<String> words) {
            this(Set.copyOf(words));
        }
    }
}
