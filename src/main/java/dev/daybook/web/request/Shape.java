package dev.daybook.web.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.money.ActiveCurrencies;
import dev.daybook.web.TextRules;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one value from outside has to look like: how it is read from a parameter's text and from a
 * field's JSON, what is said where it does not fit, and how it is described.
 *
 * @param placeholder stands for a value that is missing or does not fit
 * @param text reads a parameter
 * @param json reads a field
 * @param schema keywords of JSON Schema
 * @param sample by the name of the field or parameter; nothing where none says more than the schema
 */
public record Shape<T>(
        T placeholder,
        Reader<String, T> text,
        Reader<JsonNode, T> json,
        Supplier<Map<String, Object>> schema,
        Function<String, Optional<Object>> sample) {

    /** Takes what does not fit. */
    public interface Faults {
        void add(Fault fault);
    }

    public record Fault(String code, String detail) {}

    /** Gives nothing where no value can be made of it; what the faults are told of is refused. */
    public interface Reader<F, T> {
        @Nullable T read(F from, Faults faults);
    }

    /** The highest position, version or number that a parameter can bear. */
    public static final long HIGHEST = 999_999_999_999_999_999L;

    private static final Fault NO_ID = new Fault("invalid-id", TextRules.ID);
    private static final Fault NO_TEXT = new Fault("wrong-type", "This field is a string.");
    private static final Fault NO_AMOUNT =
            new Fault(
                    "invalid-amount",
                    "An amount is a whole number of minor units, 1 to " + Long.MAX_VALUE + ".");
    private static final Fault NO_CURRENCY =
            new Fault("unknown-currency", "A currency is an ISO 4217 code, such as USD.");
    private static final Fault NOT_ACTIVE =
            new Fault(
                    "inactive-currency",
                    "What is new is in an active currency of ISO 4217; this one is withdrawn.");
    private static final Fault NO_FLAG = new Fault("invalid-flag", "This is true or false.");
    private static final Fault NO_POSITION =
            new Fault("out-of-range", "This parameter is a whole number, 0 or more.");

    public static final Shape<String> ID =
            textual(
                    "",
                    NO_ID,
                    Shape::id,
                    Map.of("type", "string", "pattern", "^[A-Za-z0-9._:-]{1,64}$"),
                    name -> Optional.of(idOf(name)));

    public static final Shape<String> TEXT =
            textual(
                    "",
                    NO_TEXT,
                    Shape::text,
                    Map.of("type", "string", "minLength", 1, "maxLength", TextRules.LONGEST),
                    name -> Optional.of(words(name)));

    /** What a page ended with; what it bears is looked at where the filters are known. */
    public static final Shape<String> CURSOR =
            textual(
                    "",
                    NO_TEXT,
                    (text, _) -> text,
                    Map.of(
                            "type",
                            "string",
                            "description",
                            "`nextCursor` of the page before, with the same filters."),
                    _ -> Optional.empty());

    public static final Shape<LocalDate> DATE =
            parsed(
                    LocalDate.EPOCH,
                    new Fault("invalid-date", TextRules.DATE),
                    TextRules::date,
                    Map.of("type", "string", "format", "date"),
                    "2026-01-31");

    public static final Shape<Instant> INSTANT =
            parsed(
                    Instant.EPOCH,
                    new Fault("invalid-instant", "An instant reads 2026-01-31T12:00:00Z."),
                    TextRules::instant,
                    Map.of("type", "string", "format", "date-time"),
                    "2026-01-31T12:00:00Z");

    /** The currency of what is there already, which may have been withdrawn since. */
    public static final Shape<Currency> CURRENCY =
            currency("A currency of ISO 4217 that has, or had, minor units.", _ -> true);

    /** The currency of what is opened now. */
    public static final Shape<Currency> ACTIVE_CURRENCY =
            currency(
                    "An active currency of ISO 4217 that has minor units.",
                    ActiveCurrencies::contains);

    public static final Shape<Boolean> FLAG =
            new Shape<>(
                    false,
                    (text, faults) -> flag(text).orElseGet(() -> refused(NO_FLAG, faults)),
                    (json, faults) ->
                            json.isBoolean() ? json.booleanValue() : refused(NO_FLAG, faults),
                    () -> Map.of("type", "boolean"),
                    _ -> Optional.empty());

    /** A number of minor units, above 0. */
    public static final Shape<Long> AMOUNT =
            new Shape<>(
                    0L,
                    (text, faults) -> or(whole(text, 1, HIGHEST), () -> NO_AMOUNT, faults),
                    (json, faults) -> or(whole(json, 1, Long.MAX_VALUE), () -> NO_AMOUNT, faults),
                    () ->
                            Map.of(
                                    "type",
                                    "integer",
                                    "format",
                                    "int64",
                                    "minimum",
                                    1L,
                                    "description",
                                    "Minor units: 1000 USD is ten dollars."),
                    _ -> Optional.of(1000L));

    /** A position in the log or a version of a stream; 0 is before the first. */
    public static final Shape<Long> POSITION =
            new Shape<>(
                    0L,
                    (text, faults) -> or(whole(text, 0, HIGHEST), () -> NO_POSITION, faults),
                    (json, faults) -> or(whole(json, 0, HIGHEST), () -> NO_POSITION, faults),
                    () -> bounds(0, HIGHEST),
                    _ -> Optional.of(0L));

    /** A whole number within these bounds. */
    public static Shape<Long> number(long least, long most) {
        return new Shape<>(
                least,
                (text, faults) ->
                        or(whole(text, least, most), () -> outOf("parameter", least, most), faults),
                (json, faults) ->
                        or(whole(json, least, most), () -> outOf("field", least, most), faults),
                () -> bounds(least, most),
                _ -> Optional.of(least));
    }

    /** One of these words; another one is still that text. */
    public static Shape<String> word(Collection<String> words) {
        Reader<String, String> reader = (text, faults) -> word(text, words, faults);
        return new Shape<>(
                "",
                reader,
                (json, faults) -> reader.read(json.asText(), faults),
                () -> Map.of("type", "string", "enum", words.stream().sorted().toList()),
                _ -> words.stream().sorted().<Object>map(word -> word).findFirst());
    }

    /** A field that is a list of such values, one at least. */
    public static <T> Shape<List<T>> list(Shape<T> item, int most) {
        return new Shape<>(
                List.of(),
                (_, faults) -> refused(new Fault("wrong-type", "This is no parameter."), faults),
                (json, faults) -> items(json, item, most, faults),
                () -> Map.of("type", "array", "items", item, "minItems", 1, "maxItems", most),
                name -> item.sample().apply(name).map(List::of));
    }

    private static <T> @Nullable List<T> items(
            JsonNode json, Shape<T> item, int most, Faults faults) {
        if (!json.isArray() || json.isEmpty() || json.size() > most) {
            return refused(
                    new Fault("wrong-type", "This field is an array of 1 to " + most + " values."),
                    faults);
        }
        List<T> values = new ArrayList<>();
        for (JsonNode each : json) {
            T value = item.json().read(each, faults);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    /** A text that a rule holds for. */
    public static Shape<String> ruled(
            Function<String, Optional<Fault>> rule, Map<String, Object> schema, String sample) {
        return textual(
                "",
                NO_TEXT,
                (text, faults) -> {
                    rule.apply(text).ifPresent(faults::add);
                    return text;
                },
                schema,
                _ -> Optional.of(sample));
    }

    /** The same, where a value stands for one that is left out. */
    Shape<T> otherwise(T value) {
        return new Shape<>(
                placeholder,
                text,
                json,
                () -> {
                    Map<String, Object> keywords = new HashMap<>(schema.get());
                    keywords.put("default", value);
                    return keywords;
                },
                sample);
    }

    /** {@code account-1} for {@code accountId}. */
    public static String idOf(String name) {
        return name.replaceFirst("Id$", "").toLowerCase(Locale.ROOT) + "-1";
    }

    /** {@code postal code} for {@code postalCode}. */
    public static String words(String name) {
        return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }

    private static Shape<Currency> currency(String description, Predicate<Currency> usable) {
        return textual(
                Currency.getInstance("XXX"),
                NO_CURRENCY,
                (text, faults) -> {
                    Optional<Currency> known = TextRules.currency(text);
                    return known.isEmpty()
                            ? refused(NO_CURRENCY, faults)
                            : known.filter(usable).orElseGet(() -> refused(NOT_ACTIVE, faults));
                },
                Map.of("type", "string", "pattern", "^[A-Z]{3}$", "description", description),
                _ -> Optional.of("USD"));
    }

    private static <T> Shape<T> textual(
            T placeholder,
            Fault otherType,
            Reader<String, T> text,
            Map<String, Object> schema,
            Function<String, Optional<Object>> sample) {
        return new Shape<>(
                placeholder,
                text,
                (json, faults) ->
                        json.isTextual()
                                ? text.read(json.textValue(), faults)
                                : refused(otherType, faults),
                () -> schema,
                sample);
    }

    private static <T> Shape<T> parsed(
            T placeholder,
            Fault fault,
            Function<String, Optional<T>> parser,
            Map<String, Object> schema,
            @Nullable Object sample) {
        return textual(
                placeholder,
                fault,
                (text, faults) -> {
                    Optional<T> value = parser.apply(text);
                    return value.isPresent() ? value.get() : refused(fault, faults);
                },
                schema,
                _ -> Optional.ofNullable(sample));
    }

    private static String id(String text, Faults faults) {
        if (!TextRules.isId(text)) {
            faults.add(NO_ID);
        }
        return text;
    }

    private static String text(String text, Faults faults) {
        TextRules.fault(text).ifPresent(code -> faults.add(new Fault(code, TextRules.TEXT)));
        return text;
    }

    private static String word(String text, Collection<String> words, Faults faults) {
        if (!words.contains(text)) {
            String known = "This parameter is one of " + words.stream().sorted().toList() + ".";
            faults.add(new Fault("unknown-value", known));
        }
        return text;
    }

    private static Optional<Boolean> flag(String text) {
        return Set.of("true", "false").contains(text)
                ? Optional.of(Boolean.valueOf(text))
                : Optional.empty();
    }

    private static @Nullable Long whole(String text, long least, long most) {
        return TextRules.position(text)
                .filter(number -> number >= least && number <= most)
                .orElse(null);
    }

    private static @Nullable Long whole(JsonNode json, long least, long most) {
        return json.isIntegralNumber()
                        && json.canConvertToLong()
                        && json.longValue() >= least
                        && json.longValue() <= most
                ? (Long) json.longValue()
                : null;
    }

    private static <T> @Nullable T or(@Nullable T value, Supplier<Fault> fault, Faults faults) {
        return value == null ? refused(fault.get(), faults) : value;
    }

    private static <T> @Nullable T refused(Fault fault, Faults faults) {
        faults.add(fault);
        return null;
    }

    private static Fault outOf(String what, long least, long most) {
        return new Fault(
                "out-of-range",
                "This " + what + " is a whole number, " + least + " to " + most + ".");
    }

    private static Map<String, Object> bounds(long least, long most) {
        return Map.of(
                "type",
                "integer",
                "format",
                most > Integer.MAX_VALUE ? "int64" : "int32",
                "minimum",
                least,
                "maximum",
                most);
    }
}
