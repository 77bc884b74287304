package dev.daybook.web.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daybook.web.TextRules;
import dev.daybook.web.problem.Violation;
import dev.daybook.web.problem.Violations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object that a request bears; what does not fit is collected. */
final class JsonFields implements Fields {

    private static final JsonNode EMPTY = JsonNodeFactory.instance.objectNode();

    private final Occasion occasion;
    private final JsonNode json;
    private final String place;
    private final Violations violations;
    private final Set<String> known = new HashSet<>();

    /**
     * @param place a pointer to the object
     */
    JsonFields(Occasion occasion, JsonNode json, String place, Violations violations) {
        this.occasion = occasion;
        this.json = json;
        this.place = place;
        this.violations = violations;
    }

    /** Reads all fields: none else is known. */
    <T> T read(Function<? super Fields, T> reader) {
        T value = reader.apply(this);
        json.fieldNames().forEachRemaining(this::requireKnown);
        return value;
    }

    private void requireKnown(String name) {
        if (!known.contains(name)) {
            violations.add(Violation.inBody(pointer(name), "unknown-field", null));
        }
    }

    @Override
    public Occasion occasion() {
        return occasion;
    }

    @Override
    public <T> T required(String name, Shape<T> shape) {
        JsonNode node = present(name);
        return node == null ? shape.placeholder() : read(name, node, shape);
    }

    @Override
    public <T> Optional<T> optional(String name, Shape<T> shape) {
        JsonNode node = node(name);
        return node == null ? Optional.empty() : Optional.of(read(name, node, shape));
    }

    private <T> T read(String name, JsonNode node, Shape<T> shape) {
        T value = shape.json().read(node, fault -> refuse(name, fault.code(), fault.detail()));
        return value == null ? shape.placeholder() : value;
    }

    @Override
    public <T> T object(String name, Function<Fields, T> reader) {
        JsonNode node = present(name);
        return node != null && isObject(pointer(name), node)
                ? part(pointer(name), node, violations).read(reader)
                // the fields of what is not there are not missed
                : part(pointer(name), EMPTY, new Violations()).read(reader);
    }

    @Override
    public <T> List<T> list(String name, int most, Function<Fields, T> reader) {
        return values(name, node(name), most, reader);
    }

    @Override
    public <T> List<T> items(String name, int most, Function<Fields, T> reader) {
        JsonNode items = present(name);
        if (items != null && items.isArray() && items.isEmpty()) {
            refuse(name, "missing", "This field has one item at least.");
        }
        return values(name, items, most, reader);
    }

    private <T> List<T> values(
            String name, @Nullable JsonNode items, int most, Function<Fields, T> reader) {
        List<T> values = new ArrayList<>();
        if (items == null || !isArray(name, items, most)) {
            return values;
        }
        for (int index = 0; index < items.size(); index++) {
            String item = pointer(name) + "/" + index;
            if (isObject(item, items.get(index))) {
                values.add(part(item, items.get(index), violations).read(reader));
            }
        }
        return values;
    }

    private JsonFields part(String pointer, JsonNode node, Violations faults) {
        return new JsonFields(occasion, node, pointer, faults);
    }

    private boolean isObject(String pointer, JsonNode node) {
        if (!node.isObject()) {
            violations.add(Violation.inBody(pointer, "wrong-type", "An object is expected here."));
        }
        return node.isObject();
    }

    private boolean isArray(String name, JsonNode node, int most) {
        if (!node.isArray()) {
            refuse(name, "wrong-type", "This field is an array of objects.");
        } else if (node.size() > most) {
            refuse(name, "too-many", "This field has at most " + most + " items.");
        }
        return node.isArray() && node.size() <= most;
    }

    private @Nullable JsonNode present(String name) {
        JsonNode node = node(name);
        if (node == null) {
            refuse(name, "missing", "This field is required.");
        }
        return node;
    }

    private @Nullable JsonNode node(String name) {
        known.add(name);
        JsonNode node = json.get(name);
        return node == null || node.isNull() ? null : node;
    }

    private String pointer(String name) {
        return TextRules.pointer(place, name);
    }

    @Override
    public void refuse(String name, String code, String detail) {
        violations.add(Violation.inBody(pointer(name), code, detail));
    }
}
