package dev.daybook.web.request;

import dev.daybook.web.Headers;
import dev.daybook.web.TextRules;
import dev.daybook.web.problem.ProblemException;
import dev.daybook.web.problem.Violation;
import dev.daybook.web.problem.Violations;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that a request bears: all that does not fit, is unknown or stands there twice is
 * refused together.
 */
public final class QueryParameters implements Parameters {

    private final Occasion occasion;
    private final MultivaluedMap<String, String> query;
    private final @Nullable String minPositionHeader;
    private final Violations violations = new Violations();
    private final Set<String> known = new HashSet<>();

    /**
     * @param minPositionHeader says the same as a parameter
     */
    QueryParameters(
            Occasion occasion,
            MultivaluedMap<String, String> query,
            @Nullable String minPositionHeader) {
        this.occasion = occasion;
        this.query = query;
        this.minPositionHeader = minPositionHeader;
    }

    /**
     * Reads all parameters.
     *
     * @throws ProblemException if any parameter is at fault
     */
    public <T> T as(Function<? super Parameters, T> reader) {
        T value = reader.apply(this);
        refuseFaults();
        return value;
    }

    /**
     * Says that nothing else has been asked for.
     *
     * @throws ProblemException if any parameter is at fault
     */
    public void refuseFaults() {
        query.forEach(
                (name, values) -> {
                    if (!known.contains(name)) {
                        refuse(name, "unknown-parameter", "This parameter is not known here.");
                    } else if (values.size() > 1) {
                        refuse(
                                name,
                                "repeated-parameter",
                                "This parameter is given more than once.");
                    }
                });
        violations.throwIfAny();
    }

    /** Reads the position alone, where the other parameters are read elsewhere. */
    OptionalLong onlyMinPosition() {
        OptionalLong position = minPosition();
        violations.throwIfAny();
        return position;
    }

    @Override
    public Occasion occasion() {
        return occasion;
    }

    @Override
    public <T> T required(String name, Shape<T> shape) {
        String value = value(name);
        if (value == null) {
            refuse(name, "missing", "This parameter is required.");
            return shape.placeholder();
        }
        T read = read(name, value, shape);
        return read == null ? shape.placeholder() : read;
    }

    @Override
    public <T> Optional<T> optional(String name, Shape<T> shape) {
        String value = value(name);
        return value == null ? Optional.empty() : Optional.ofNullable(read(name, value, shape));
    }

    @Override
    public long numberOr(String name, Shape<Long> shape, long otherwise) {
        return optional(name, shape).orElse(otherwise);
    }

    @Override
    public boolean has(String name) {
        return query.containsKey(name);
    }

    @Override
    public OptionalLong minPosition() {
        Optional<Long> asked = optional(MIN_POSITION, ANY_POSITION);
        if (minPositionHeader == null) {
            return position(asked);
        }
        Optional<Long> inHeader =
                Optional.ofNullable(read(Headers.MIN_POSITION, minPositionHeader, ANY_POSITION));
        if (asked.isPresent() && inHeader.isPresent() && !asked.equals(inHeader)) {
            refuse(
                    MIN_POSITION,
                    "contradiction",
                    "The header " + Headers.MIN_POSITION + " says something else.");
        }
        return position(inHeader);
    }

    private static OptionalLong position(Optional<Long> position) {
        return position.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    private @Nullable String value(String name) {
        known.add(name);
        return query.getFirst(name);
    }

    private <T> @Nullable T read(String name, String value, Shape<T> shape) {
        return shape.text().read(value, fault -> refuse(name, fault.code(), fault.detail()));
    }

    @Override
    public void refuse(String name, String code, String detail) {
        violations.add(Violation.inParameter(TextRules.printable(name), code, detail));
    }
}
