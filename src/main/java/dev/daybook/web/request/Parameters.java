package dev.daybook.web.request;

import static java.time.temporal.TemporalAdjusters.firstDayOfMonth;
import static java.time.temporal.TemporalAdjusters.lastDayOfMonth;

import dev.daybook.engine.history.PointInTime;
import dev.daybook.web.TextRules;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/** The query parameters of a request, as a reader asks for them. */
public interface Parameters extends Values {

    /** The days from one to another, both included. */
    record DateRange(LocalDate from, LocalDate to) {

        public long count() {
            return ChronoUnit.DAYS.between(from, to) + 1;
        }
    }

    String MIN_POSITION = "minPosition";

    /** How many items a page may have. */
    Shape<Long> LIMIT = Shape.number(1, 100).otherwise(25L);

    /** Where a page may begin: a cursor goes further at no cost. */
    Shape<Long> OFFSET = Shape.number(0, 10_000).otherwise(0L);

    Shape<Long> VERSION = Shape.number(1, Shape.HIGHEST);

    Shape<Long> ANY_POSITION = Shape.number(0, Shape.HIGHEST);

    /** A number that something stands for where it is left out. */
    long numberOr(String name, Shape<Long> shape, long otherwise);

    /** Whether there is such a parameter. */
    boolean has(String name);

    /** Up to which position of the log the answer has to be complete. */
    OptionalLong minPosition();

    /** When in its history the resource is looked at: {@code version} or {@code asOf}. */
    default Optional<PointInTime> moment() {
        Optional<Long> version = optional("version", VERSION);
        Optional<Instant> asOf = instant("asOf");
        if (version.isPresent() && asOf.isPresent()) {
            refuse("asOf", "contradiction", "Give version or asOf, not both.");
        }
        return version.isPresent()
                ? version.map(PointInTime.Version::new)
                : asOf.map(PointInTime.AsOf::new);
    }

    /**
     * The days {@code from} one {@code to} another, both included; where one is left out, it is the
     * first or last day of the other's month, or of today's.
     *
     * @param most days
     */
    default DateRange days(LocalDate today, int most) {
        Optional<LocalDate> from = optionalDate("from");
        Optional<LocalDate> to = optionalDate("to");
        DateRange days =
                new DateRange(
                        from.orElseGet(() -> to.orElse(today).with(firstDayOfMonth())),
                        to.orElseGet(() -> from.orElse(today).with(lastDayOfMonth())));
        if (days.count() < 1 || days.count() > most) {
            refuse(
                    "to",
                    "out-of-range",
                    "From the one date to the other it is 1 to " + most + " days.");
        }
        return days;
    }

    /** {@code true} or {@code false}. */
    default Optional<Boolean> flag(String name) {
        return optional(name, Shape.FLAG);
    }

    /** One of these words. */
    default Optional<String> oneOf(String name, Collection<String> words) {
        return optional(name, Shape.word(words));
    }

    /** An instant, ISO-8601 in UTC. */
    default Optional<Instant> instant(String name) {
        return optional(name, Shape.INSTANT);
    }

    /** A position in the log or a version of a stream; 0 is before the first. */
    default Optional<Long> position(String name) {
        return optional(name, Shape.POSITION);
    }

    /**
     * A page of a list: {@code limit}, 25 unless given and at most 100, and {@code cursor}.
     *
     * @param place reads what a cursor points behind, and throws IllegalArgumentException where it
     *     does not fit
     */
    default PageQuery page(Function<String, ?> place, Optional<?>... filters) {
        minPosition();
        return new PageQuery(
                List.of(filters), cursor(place, filters), limit(), OptionalInt.empty());
    }

    /** Such a page, or one that begins at an {@code offset}. */
    default PageQuery pageOrOffset(Function<String, ?> place, Optional<?>... filters) {
        minPosition();
        OptionalInt offset = OptionalInt.of((int) numberOr("offset", OFFSET, 0));
        return new PageQuery(List.of(filters), cursor(place, filters), limit(), offset);
    }

    /**
     * A page of a list in the order of the log or of a stream: it begins {@code after} a position
     * or version, or behind a {@code cursor}.
     */
    default PageQuery pageAfter(Optional<?>... filters) {
        Optional<?> behind =
                cursor(
                        text -> TextRules.position(text).orElseThrow(IllegalArgumentException::new),
                        filters);
        int limit = limit();
        Optional<Long> after = position("after");
        if (after.isPresent() && has("cursor")) {
            refuse(
                    "after",
                    "contradiction",
                    "A page begins after one thing: give after or cursor.");
        }
        return new PageQuery(
                List.of(filters), behind.isPresent() ? behind : after, limit, OptionalInt.empty());
    }

    private int limit() {
        return (int) numberOr("limit", LIMIT, 25);
    }

    private Optional<?> cursor(Function<String, ?> place, Optional<?>... filters) {
        Optional<String> token = optional("cursor", Shape.CURSOR);
        try {
            return token.map(
                    text -> place.apply(Cursor.decode(text, PageQuery.texts(List.of(filters)))));
        } catch (IllegalArgumentException e) {
            refuse(
                    "cursor",
                    "invalid-cursor",
                    "A cursor is used as it was given, with the same filters.");
            return Optional.empty();
        }
    }
}
