package dev.daybook.web.request;

import dev.daybook.web.openapi.Sketch.Asked;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a field or a parameter has to look like; whoever reads one says so to those who call. */
public sealed interface Shape {

    /** Those that are the same everywhere. */
    enum Plain implements Shape {
        ID,
        TEXT,
        CURRENCY,
        AMOUNT,
        INSTANT,
        DATE,
        FLAG,
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

        public Word(Collection<String> words) {
            this(Set.copyOf(words));
        }
    }

    /** An object of these fields. */
    record Fields(List<Asked> fields) implements Shape {

        /** One that nobody has asked about yet. */
        static final Fields UNKNOWN = new Fields(List.of());
    }

    /** An array of objects. */
    record Items(Fields item, int most) implements Shape {}
}
