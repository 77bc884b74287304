package dev.daybook.web.request;

import static java.time.temporal.TemporalAdjusters.firstDayOfMonth;
import static java.time.temporal.TemporalAdjusters.lastDayOfMonth;

import dev.daybook.engine.history.PointInTime;
import dev.daybook.web.Headers;
import dev.daybook.web.TextRules;
import dev.daybook.web.openapi.Sketch;
import dev.daybook.web.problem.ProblemException;
import dev.daybook.web.problem.Violation;
import dev.daybook.web.problem.Violations;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a request, read like {@link Body}: all that does not fit is refused
 * together.
 */
public final class Parameters {

    public static final String MIN_POSITION = "minPosition";

    private static final long HIGHEST = 999_999_999_999_999_999L;
    private static final Set<String> FLAGS = Set.of("true", "false");
    private static final int LIMIT = 25;
    private static final int MOST = 100;
    private static final int FARTHEST = 10_000;

    private final MultivaluedMap<String, String> query;
    private final @Nullable String minPositionHeader;
    private final Violations violations = new Violations();
    private final Map<String, Shape> known = new LinkedHashMap<>();
    private final @Nullable Sketch sketch;

    /**
     * @param minPositionHeader says the same as a parameter
     * @param sketch is told what is asked for, if there is one
     */
    Parameters(
            MultivaluedMap<String, String> query,
            @Nullable String minPositionHeader,
            @Nullable Sketch sketch) {
        this.query = query;
        this.minPositionHeader = minPositionHeader;
        this.sketch = sketch;
    }

    /**
     * Reads all parameters.
     *
     * @param reader gets placeholders for parameters that do not fit; what it makes of them is
     *     thrown away
     * @throws ProblemException if any parameter does not fit, is unknown or stands there twice
     */
    public <T> T as(Function<Parameters, T> reader) {
        T value = reader.apply(this);
        if (sketch != null) {
            sketch.asksParameters(known, violations);
            return value;
        }
        query.forEach(
                (name, values) -> {
                    if (!known.containsKey(name)) {
                        refuse(name, "unknown-parameter", "This parameter is not known here.");
                    } else if (values.size() > 1) {
                        refuse(
                                name,
                                "repeated-parameter",
                                "This parameter is given more than once.");
                    }
                });
        violations.throwIfAny();
        return value;
    }

    /** Reads some of the parameters, where others are read elsewhere. */
    <T> T reading(Function<Parameters, T> reader) {
        T value = reader.apply(this);
        violations.throwIfAny();
        return value;
    }

    /** Up to which position of the log the answer has to be complete. */
    public OptionalLong minPosition() {
        OptionalLong asked = number(MIN_POSITION, 0, HIGHEST);
        if (minPositionHeader == null) {
            return asked;
        }
        OptionalLong inHeader = number(Headers.MIN_POSITION, minPositionHeader, 0, HIGHEST);
        if (asked.isPresent() && inHeader.isPresent() && !asked.equals(inHeader)) {
            refuse(
                    MIN_POSITION,
                    "contradiction",
                    "The header " + Headers.MIN_POSITION + " says something else.");
        }
        return inHeader;
    }

    /** When in its history the resource is looked at: {@code version} or {@code asOf}. */
    public Optional<PointInTime> moment() {
        OptionalLong version = number("version", 1, HIGHEST);
        Optional<Instant> asOf = instant("asOf");
        if (version.isPresent() && asOf.isPresent()) {
            refuse("asOf", "contradiction", "Give version or asOf, not both.");
        }
        return version.isPresent()
                ? Optional.of(new PointInTime.Version(version.getAsLong()))
                : asOf.map(PointInTime.AsOf::new);
    }

    /** An id that has to be given. */
    public String id(String name) {
        Optional<String> value = value(name, Shape.Plain.ID);
        if (value.isEmpty()) {
            refuse(name, "missing", "This parameter is required.");
        } else if (!TextRules.isId(value.get())) {
            refuse(name, "invalid-id", TextRules.ID);
        }
        return value.orElse("");
    }

    /** An id that may be left out. */
    public Optional<String> optionalId(String name) {
        Optional<String> value = value(name, Shape.Plain.ID);
        if (value.isPresent() && !TextRules.isId(value.get())) {
            refuse(name, "invalid-id", TextRules.ID);
        }
        return value;
    }

    /** A text that is not blank, of at most 1,000 characters. */
    public Optional<String> text(String name) {
        Optional<String> value = value(name, Shape.Plain.TEXT);
        value.flatMap(TextRules::fault).ifPresent(code -> refuse(name, code, TextRules.TEXT));
        return value;
    }

    /** A day, ISO-8601: {@code 2026-01-31}. */
    public Optional<LocalDate> date(String name) {
        Optional<String> value = value(name, Shape.Plain.DATE);
        Optional<LocalDate> date = value.flatMap(TextRules::date);
        if (value.isPresent() && date.isEmpty()) {
            refuse(name, "invalid-date", TextRules.DATE);
        }
        return date;
    }

    /**
     * The days {@code from} one {@code to} another, both included; where one is left out, it is the
     * first or last day of the other's month, or of today's.
     *
     * @param most days
     */
    public DateRange days(LocalDate today, int most) {
        Optional<LocalDate> from = date("from");
        Optional<LocalDate> to = date("to");
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
    public Optional<Boolean> flag(String name) {
        Optional<String> value = value(name, Shape.Plain.FLAG);
        if (value.isPresent() && !FLAGS.contains(value.get())) {
            refuse(name, "invalid-flag", "This parameter is true or false.");
        }
        return value.map(Boolean::valueOf);
    }

    /** One of these words. */
    public Optional<String> oneOf(String name, Collection<String> words) {
        Optional<String> value = value(name, new Shape.Word(words));
        if (value.isPresent() && !words.contains(value.get())) {
            refuse(
                    name,
                    "unknown-value",
                    "This parameter is one of " + words.stream().sorted().toList() + ".");
        }
        return value;
    }

    /** An instant, ISO-8601 in UTC. */
    public Optional<Instant> instant(String name) {
        Optional<String> value = value(name, Shape.Plain.INSTANT);
        Optional<Instant> instant = value.flatMap(TextRules::instant);
        if (value.isPresent() && instant.isEmpty()) {
            refuse(name, "invalid-instant", "An instant reads 2026-01-31T12:00:00Z.");
        }
        return instant;
    }

    /**
     * A page of a list: {@code limit}, 25 unless given and at most 100, and {@code cursor}.
     *
     * @param place reads what a cursor points behind, and throws IllegalArgumentException where it
     *     does not fit
     */
    public PageQuery page(Function<String, ?> place, Optional<?>... filters) {
        minPosition();
        return page(place, List.of(filters), OptionalInt.empty());
    }

    /**
     * Such a page, or one that begins at an {@code offset}: at most 10,000, for a cursor goes
     * further at no cost.
     */
    public PageQuery pageOrOffset(Function<String, ?> place, Optional<?>... filters) {
        minPosition();
        return page(place, List.of(filters), OptionalInt.of(number("offset", 0, 0, FARTHEST)));
    }

    /**
     * A page of a list in the order of the log or of a stream: it begins {@code after} a position
     * or version, or behind a {@code cursor}.
     */
    public PageQuery pageAfter(Optional<?>... filters) {
        PageQuery page = page(Parameters::requirePosition, List.of(filters), OptionalInt.empty());
        Optional<Long> after = position("after");
        if (after.isPresent() && query.containsKey("cursor")) {
            refuse(
                    "after",
                    "contradiction",
                    "A page begins after one thing: give after or cursor.");
        }
        return new PageQuery(
                page.filters(),
                page.after().isPresent() ? page.after() : after,
                page.limit(),
                page.offset());
    }

    /** A position in the log or a version of a stream; 0 is before the first. */
    public Optional<Long> position(String name) {
        Optional<String> value = value(name, new Shape.Number(0, HIGHEST, null));
        Optional<Long> position = value.flatMap(TextRules::position);
        if (value.isPresent() && position.isEmpty()) {
            refuse(name, "out-of-range", "This parameter is a whole number, 0 or more.");
        }
        return position;
    }

    private static long requirePosition(String text) {
        return TextRules.position(text).orElseThrow(IllegalArgumentException::new);
    }

    private PageQuery page(
            Function<String, ?> place, List<Optional<?>> filters, OptionalInt offset) {
        return new PageQuery(
                filters, cursor(place, filters), number("limit", LIMIT, 1, MOST), offset);
    }

    private Optional<?> cursor(Function<String, ?> place, List<Optional<?>> filters) {
        Optional<String> token = value("cursor", Shape.Plain.CURSOR);
        try {
            return token.map(text -> place.apply(Cursor.decode(text, PageQuery.texts(filters))));
        } catch (IllegalArgumentException e) {
            refuse(
                    "cursor",
                    "invalid-cursor",
                    "A cursor is used as it was given, with the same filters.");
            return Optional.empty();
        }
    }

    private int number(String name, int otherwise, int least, int most) {
        OptionalLong number = number(name, new Shape.Number(least, most, (long) otherwise));
        return (int) number.orElse(sketch == null ? otherwise : least);
    }

    /** A whole number within these bounds. */
    public OptionalLong number(String name, long least, long most) {
        return number(name, new Shape.Number(least, most, null));
    }

    private OptionalLong number(String name, Shape.Number shape) {
        Optional<String> value = value(name, shape);
        return value.isEmpty()
                ? OptionalLong.empty()
                : number(name, value.get(), shape.least(), shape.most());
    }

    private OptionalLong number(String name, String value, long least, long most) {
        if (value.matches("\\d{1,18}")) {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return OptionalLong.of(number);
            }
        }
        refuse(
                name,
                "out-of-range",
                "This parameter is a whole number, " + least + " to " + most + ".");
        return OptionalLong.empty();
    }

    private Optional<String> value(String name, Shape shape) {
        known.put(name, shape);
        return Optional.ofNullable(query.getFirst(name));
    }

    private void refuse(String name, String code, String detail) {
        violations.add(Violation.inParameter(TextRules.printable(name), code, detail));
    }
}
