package dev.daybook.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daybook.money.Money;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The JSON object that a request bears. Whoever reads it names each field that it may have; what
 * else it has, and every field that does not fit, is collected and refused together.
 */
public final class Body {

    private static final JsonMapper CANONICAL =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();
    private static final Currency PLACEHOLDER = Currency.getInstance("XXX");

    private final JsonNode json;
    private final Violations violations = new Violations();
    private final Map<String, Shape> known = new LinkedHashMap<>();
    private final @Nullable Sketch sketch;

    Body(JsonNode json) {
        this(json, null);
    }

    private Body(JsonNode json, @Nullable Sketch sketch) {
        this.json = json;
        this.sketch = sketch;
    }

    /** One that has no field, and whose readers tell a sketch which ones they ask for. */
    static Body sketched(Sketch sketch) {
        return new Body(JsonNodeFactory.instance.objectNode(), sketch);
    }

    /** The same for every way to write the same JSON: without white space, keys in order. */
    String canonical() {
        try {
            return CANONICAL.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A body that was read cannot be written.", e);
        }
    }

    /**
     * Reads the whole body.
     *
     * @param reader gets placeholders for fields that do not fit; what it makes of them is thrown
     *     away
     * @throws ProblemException if any field does not fit or is unknown
     */
    public <T> T as(Function<Body, T> reader) {
        T value = reader.apply(this);
        if (sketch != null) {
            sketch.asksFields(known, violations);
            return value;
        }
        json.fieldNames().forEachRemaining(this::requireKnown);
        violations.throwIfAny();
        return value;
    }

    /** An id: {@code [A-Za-z0-9._:-]{1,64}}. */
    public String id(String field) {
        return required(field, Shape.Plain.ID).map(node -> idOf(field, node)).orElse("");
    }

    /** An id that is made where it is left out. */
    public String idOr(String field, Supplier<String> otherwise) {
        return optional(field, Shape.Plain.ID).map(node -> idOf(field, node)).orElseGet(otherwise);
    }

    /** A text that is not blank, of at most 1,000 characters. */
    public String text(String field) {
        return required(field, Shape.Plain.TEXT).map(node -> textOf(field, node)).orElse("");
    }

    /** An ISO 4217 currency that has minor units. */
    public Currency currency(String field) {
        return required(field, Shape.Plain.CURRENCY)
                .map(node -> currencyOf(field, node))
                .orElse(PLACEHOLDER);
    }

    /** An amount of money: the fields {@code amount} and {@code currency}. */
    public Money money() {
        long amount =
                required("amount", Shape.Plain.AMOUNT)
                        .map(node -> amountOf("amount", node))
                        .orElse(0L);
        return new Money(amount, currency("currency"));
    }

    private Optional<JsonNode> optional(String field, Shape shape) {
        known.put(field, shape);
        return Optional.ofNullable(json.get(field)).filter(node -> !node.isNull());
    }

    private Optional<JsonNode> required(String field, Shape shape) {
        Optional<JsonNode> node = optional(field, shape);
        if (node.isEmpty()) {
            refuse(field, "missing", "This field is required.");
        }
        return node;
    }

    private String idOf(String field, JsonNode node) {
        if (!node.isTextual() || !Texts.isId(node.textValue())) {
            refuse(field, "invalid-id", "An id is 1 to 64 of A-Z a-z 0-9 . _ : -");
            return "";
        }
        return node.textValue();
    }

    private String textOf(String field, JsonNode node) {
        if (!node.isTextual()) {
            refuse(field, "wrong-type", "This field is a string.");
            return "";
        }
        Texts.fault(node.textValue())
                .ifPresent(
                        code ->
                                refuse(
                                        field,
                                        code,
                                        "A text is 1 to "
                                                + Texts.LONGEST
                                                + " characters, without control characters."));
        return node.textValue();
    }

    private Currency currencyOf(String field, JsonNode node) {
        Optional<Currency> currency =
                Optional.of(node)
                        .filter(JsonNode::isTextual)
                        .flatMap(code -> Texts.currency(code.textValue()));
        if (currency.isEmpty()) {
            refuse(field, "unknown-currency", "A currency is an ISO 4217 code, such as USD.");
        }
        return currency.orElse(PLACEHOLDER);
    }

    private long amountOf(String field, JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() <= 0) {
            refuse(
                    field,
                    "invalid-amount",
                    "An amount is a whole number of minor units, 1 to " + Long.MAX_VALUE + ".");
            return 0;
        }
        return node.longValue();
    }

    private void requireKnown(String field) {
        if (!known.containsKey(field)) {
            refuse(field, "unknown-field", null);
        }
    }

    private void refuse(String field, String code, @Nullable String detail) {
        violations.add(Violation.inBody(Texts.pointer(field), code, detail));
    }
}
