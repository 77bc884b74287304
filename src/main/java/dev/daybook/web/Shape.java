package dev.daybook.web;

import java.util.Collection;
import java.util.Set;

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

    /** A whole number. */
    record Number(long least, long most, long otherwise) implements Shape {}

    /** One of these. */
    record Word(Set<String> words) implements Shape {

        Word(Collection<String> words) {
            this(Set.copyOf(words));
        }
    }
}
