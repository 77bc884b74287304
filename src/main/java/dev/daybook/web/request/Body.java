package dev.daybook.web.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daybook.money.Money;
import dev.daybook.web.TextRules;
import dev.daybook.web.openapi.Sketch;
import dev.daybook.web.openapi.Sketch.Asked;
import dev.daybook.web.problem.ProblemException;
import dev.daybook.web.problem.Violation;
import dev.daybook.web.problem.Violations;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that a request bears, or a part of it. Whoever reads it names each field that it
 * may have; what else it has, and every field that does not fit, is collected and refused together.
 */
public final class Body {

    private static final JsonMapper CANONICAL =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();
    private static final Currency PLACEHOLDER = Currency.getInstance("XXX");
    private static final JsonNode EMPTY = JsonNodeFactory.instance.objectNode();

    private final JsonNode json;
    private final String place;
    private final Violations violations;
    private final Map<String, Shape> known = new LinkedHashMap<>();
    private final @Nullable Sketch sketch;

    Body(JsonNode json) {
        this(json, TextRules.WHOLE, new Violations(), null);
    }

    /**
     * @param place a pointer to the object
     */
    private Body(JsonNode json, String place, Violations violations, @Nullable Sketch sketch) {
        this.json = json;
        this.place = place;
        this.violations = violations;
        this.sketch = sketch;
    }

    /** One that has no field, and whose readers tell a sketch which ones they ask for. */
    public static Body sketched(Sketch sketch) {
        return new Body(EMPTY, TextRules.WHOLE, new Violations(), sketch);
    }

    /** That of a request which has none. */
    public static Body none() {
        return new Body(EMPTY);
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
        T value = read(reader);
        if (sketch == null) {
            violations.throwIfAny();
        } else {
            sketch.asksFields(asked());
        }
        return value;
    }

    private <T> T read(Function<Body, T> reader) {
        T value = reader.apply(this);
        json.fieldNames().forEachRemaining(this::requireKnown);
        return value;
    }

    /** What was asked for; what an empty object lacks is required. */
    private List<Asked> asked() {
        return known.entrySet().stream()
                .map(
                        field ->
                                new Asked(
                                        field.getKey(),
                                        field.getValue(),
                                        violations.blame(pointer(field.getKey()))))
                .toList();
    }

    /** An id: {@code [A-Za-z0-9._:-]{1,64}}. */
    public String id(String field) {
        return required(field, Shape.Plain.ID).map(node -> idOf(field, node)).orElse("");
    }

    public Optional<String> optionalId(String field) {
        return optional(field, Shape.Plain.ID).map(node -> idOf(field, node));
    }

    /** A text that is not blank, of at most 1,000 characters. */
    public String text(String field) {
        return required(field, Shape.Plain.TEXT).map(node -> textOf(field, node)).orElse("");
    }

    public Optional<String> optionalText(String field) {
        return optional(field, Shape.Plain.TEXT).map(node -> textOf(field, node));
    }

    /** A day, ISO-8601: {@code 2026-01-31}. */
    public LocalDate date(String field) {
        return required(field, Shape.Plain.DATE)
                .map(node -> dateOf(field, node))
                .orElse(LocalDate.EPOCH);
    }

    public Optional<LocalDate> optionalDate(String field) {
        return optional(field, Shape.Plain.DATE).map(node -> dateOf(field, node));
    }

    /** A whole number within these bounds. */
    public long number(String field, long least, long most) {
        return required(field, new Shape.Number(least, most, null))
                .map(node -> numberOf(field, node, least, most))
                .orElse(least);
    }

    public OptionalLong optionalNumber(String field, long least, long most) {
        return optional(field, new Shape.Number(least, most, null))
                .map(node -> OptionalLong.of(numberOf(field, node, least, most)))
                .orElse(OptionalLong.empty());
    }

    /** An ISO 4217 currency that has minor units. */
    public Currency currency(String field) {
        return required(field, Shape.Plain.CURRENCY)
                .map(node -> currencyOf(field, node))
                .orElse(PLACEHOLDER);
    }

    /** An amount of money: the fields {@code amount} and {@code currency}. */
    public Money money() {
        return money("amount");
    }

    /** An amount of money: this field and {@code currency}. */
    public Money money(String field) {
        return new Money(amount(field), currency("currency"));
    }

    /** An amount of money, where there is one: this field and {@code currency}, both or neither. */
    public Optional<Money> optionalMoney(String field) {
        Optional<Long> amount =
                optional(field, Shape.Plain.AMOUNT).map(node -> amountOf(field, node));
        Optional<Currency> currency =
                optional("currency", Shape.Plain.CURRENCY)
                        .map(node -> currencyOf("currency", node));
        if (amount.isPresent() != currency.isPresent()) {
            refuse(
                    amount.isPresent() ? "currency" : field,
                    "missing",
                    "An amount and its currency are given together.");
        }
        return amount.flatMap(minor -> currency.map(in -> new Money(minor, in)));
    }

    /** A number of minor units, above 0. */
    public long amount(String field) {
        return required(field, Shape.Plain.AMOUNT).map(node -> amountOf(field, node)).orElse(0L);
    }

    /** An object within this one. */
    public <T> T object(String field, Function<Body, T> reader) {
        // without the fields of what is not there
        Body part =
                required(field, Shape.Fields.UNKNOWN)
                        .filter(node -> isObject(pointer(field), node))
                        .map(node -> part(pointer(field), node))
                        .orElseGet(() -> new Body(EMPTY, pointer(field), new Violations(), sketch));
        T value = part.read(reader);
        known.put(field, new Shape.Fields(part.asked()));
        return value;
    }

    /** Objects within this one, at most so many; none where the field is left out. */
    public <T> List<T> list(String field, int most, Function<Body, T> reader) {
        if (sketch != null) {
            Body part = new Body(EMPTY, pointer(field), new Violations(), sketch);
            T value = part.read(reader);
            known.put(field, new Shape.Items(new Shape.Fields(part.asked()), most));
            return List.of(value);
        }
        JsonNode items =
                optional(field, Shape.Fields.UNKNOWN)
                        .filter(node -> isArray(field, node, most))
                        .orElseGet(JsonNodeFactory.instance::arrayNode);
        List<T> values = new ArrayList<>();
        for (int index = 0; index < items.size(); index++) {
            String item = pointer(field) + "/" + index;
            if (isObject(item, items.get(index))) {
                values.add(part(item, items.get(index)).read(reader));
            }
        }
        return values;
    }

    private Body part(String pointer, JsonNode node) {
        return new Body(node, pointer, violations, sketch);
    }

    private boolean isObject(String pointer, JsonNode node) {
        if (!node.isObject()) {
            violations.add(Violation.inBody(pointer, "wrong-type", "An object is expected here."));
        }
        return node.isObject();
    }

    private boolean isArray(String field, JsonNode node, int most) {
        if (!node.isArray()) {
            refuse(field, "wrong-type", "This field is an array of objects.");
        } else if (node.size() > most) {
            refuse(field, "too-many", "This field has at most " + most + " items.");
        }
        return node.isArray() && node.size() <= most;
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
        if (!node.isTextual() || !TextRules.isId(node.textValue())) {
            refuse(field, "invalid-id", TextRules.ID);
            return "";
        }
        return node.textValue();
    }

    private String textOf(String field, JsonNode node) {
        if (!node.isTextual()) {
            refuse(field, "wrong-type", "This field is a string.");
            return "";
        }
        TextRules.fault(node.textValue()).ifPresent(code -> refuse(field, code, TextRules.TEXT));
        return node.textValue();
    }

    private LocalDate dateOf(String field, JsonNode node) {
        Optional<LocalDate> date =
                Optional.of(node)
                        .filter(JsonNode::isTextual)
                        .flatMap(day -> TextRules.date(day.textValue()));
        if (date.isEmpty()) {
            refuse(field, "invalid-date", TextRules.DATE);
        }
        return date.orElse(LocalDate.EPOCH);
    }

    private long numberOf(String field, JsonNode node, long least, long most) {
        if (!node.isIntegralNumber()
                || !node.canConvertToLong()
                || node.longValue() < least
                || node.longValue() > most) {
            refuse(
                    field,
                    "out-of-range",
                    "This field is a whole number, " + least + " to " + most + ".");
            return least;
        }
        return node.longValue();
    }

    private Currency currencyOf(String field, JsonNode node) {
        Optional<Currency> currency =
                Optional.of(node)
                        .filter(JsonNode::isTextual)
                        .flatMap(code -> TextRules.currency(code.textValue()));
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

    private String pointer(String field) {
        return TextRules.pointer(place, field);
    }

    private void refuse(String field, String code, @Nullable String detail) {
        violations.add(Violation.inBody(pointer(field), code, detail));
    }
}
