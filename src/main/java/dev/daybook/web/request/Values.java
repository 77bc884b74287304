package dev.daybook.web.request;

import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a reader asks for by name. Whoever serves a request has the values and refuses those that do
 * not fit; whoever describes an endpoint notes what is asked for. A reader gets a placeholder for
 * what is missing or does not fit; what it makes of it is thrown away.
 */
public interface Values {

    /** What else the request tells. */
    Occasion occasion();

    <T> T required(String name, Shape<T> shape);

    <T> Optional<T> optional(String name, Shape<T> shape);

    /** Refuses what does not fit with something else. */
    void refuse(String name, String code, String detail);

    /** An id: {@code [A-Za-z0-9._:-]{1,64}}. */
    default String id(String name) {
        return required(name, Shape.ID);
    }

    default Optional<String> optionalId(String name) {
        return optional(name, Shape.ID);
    }

    /** A text that is not blank, of at most 1,000 characters. */
    default String text(String name) {
        return required(name, Shape.TEXT);
    }

    default Optional<String> optionalText(String name) {
        return optional(name, Shape.TEXT);
    }

    /** A day, ISO-8601: {@code 2026-01-31}. */
    default LocalDate date(String name) {
        return required(name, Shape.DATE);
    }

    default Optional<LocalDate> optionalDate(String name) {
        return optional(name, Shape.DATE);
    }

    /** A whole number within these bounds. */
    default long number(String name, long least, long most) {
        return required(name, Shape.number(least, most));
    }

    default OptionalLong optionalNumber(String name, long least, long most) {
        return optional(name, Shape.number(least, most))
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    /** An id in the path, under this name. */
    default String part(String name) {
        return occasion().part(name);
    }

    /** The day on which the request is handled, in UTC. */
    default LocalDate today() {
        return occasion().today();
    }
}
