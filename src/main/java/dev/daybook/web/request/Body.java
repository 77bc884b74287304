package dev.daybook.web.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daybook.web.TextRules;
import dev.daybook.web.problem.ProblemException;
import dev.daybook.web.problem.Violations;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The JSON object that a request bears. */
public final class Body {

    private static final JsonMapper CANONICAL =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

    /** That of a request which has none. */
    public static final Body NONE = new Body(JsonNodeFactory.instance.objectNode());

    /** A field that is such an object, to be read by somebody else. */
    public static final Shape<Body> SHAPE =
            new Shape<>(
                    NONE,
                    (_, faults) -> refused(faults),
                    (json, faults) -> json.isObject() ? new Body(json) : refused(faults),
                    () -> Map.of("type", "object"),
                    _ -> Optional.of(Map.of()));

    private static @Nullable Body refused(Shape.Faults faults) {
        faults.add(new Shape.Fault("wrong-type", "An object is expected here."));
        return null;
    }

    private final JsonNode json;

    Body(JsonNode json) {
        this.json = json;
    }

    /**
     * The same for every way to write the same JSON: without white space, keys in order, in UTF-8.
     */
    byte[] canonical() {
        try {
            return CANONICAL.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A body that was read cannot be written.", e);
        }
    }

    /**
     * Reads the whole body. Its reader names each field that it may have; what else it has, and
     * every field that does not fit, is refused together.
     *
     * @throws ProblemException if any field does not fit or is unknown
     */
    public <T> T as(Occasion occasion, Function<? super Fields, T> reader) {
        Violations violations = new Violations();
        T value = new JsonFields(occasion, json, TextRules.WHOLE, violations).read(reader);
        violations.throwIfAny();
        return value;
    }
}
