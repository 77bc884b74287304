package dev.daybook.web;

import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a request, read like {@link Body}: all that does not fit is refused
 * together.
 */
public final class Parameters {

    private static final int LIMIT = 25;
    private static final int MOST = 100;
    private static final int FARTHEST = 10_000;

    private final MultivaluedMap<String, String> query;
    private final Violations violations = new Violations();
    private final Map<String, Shape> known = new LinkedHashMap<>();
    private final @Nullable Sketch sketch;

    /**
     * @param sketch is told what is asked for, if there is one
     */
    Parameters(MultivaluedMap<String, String> query, @Nullable Sketch sketch) {
        this.query = query;
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

    /** An id that has to be given. */
    public String id(String name) {
        Optional<String> value = value(name, Shape.Plain.ID);
        if (value.isEmpty()) {
            refuse(name, "missing", "This parameter is required.");
        } else if (!Texts.isId(value.get())) {
            refuse(name, "invalid-id", "An id is 1 to 64 of A-Z a-z 0-9 . _ : -");
        }
        return value.orElse("");
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
        Optional<Instant> instant = value.flatMap(Texts::instant);
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
        return page(place, List.of(filters), OptionalInt.empty());
    }

    /**
     * Such a page, or one that begins at an {@code offset}: at most 10,000, for a cursor goes
     * further at no cost.
     */
    public PageQuery pageOrOffset(Function<String, ?> place, Optional<?>... filters) {
        return page(place, List.of(filters), OptionalInt.of(number("offset", 0, 0, FARTHEST)));
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
        Optional<String> value = value(name, new Shape.Number(least, most, otherwise));
        if (value.isEmpty()) {
            return sketch == null ? otherwise : least;
        }
        if (value.get().matches("\\d{1,9}")) {
            int number = Integer.parseInt(value.get());
            if (number >= least && number <= most) {
                return number;
            }
        }
        refuse(
                name,
                "out-of-range",
                "This parameter is a whole number, " + least + " to " + most + ".");
        return otherwise;
    }

    private Optional<String> value(String name, Shape shape) {
        known.put(name, shape);
        return Optional.ofNullable(query.getFirst(name));
    }

    private void refuse(String name, String code, String detail) {
        violations.add(Violation.inParameter(Texts.printable(name), code, detail));
    }
}
