package dev.daybook.web.openapi;

import static org.eclipse.microprofile.openapi.OASFactory.createSchema;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.daybook.web.openapi.Asked.Form;
import dev.daybook.web.openapi.Described.Written;
import dev.daybook.web.request.Shape;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jspecify.annotations.Nullable;

/**
 * What JSON looks like: of the fields that a body may have, and of the records that are answered.
 */
final class Schemas {

    static final String REFERENCE = "#/components/schemas/";

    private static final Map<Shape<?>, String> SHAPES =
            Map.of(
                    Shape.ID, "Id",
                    Shape.TEXT, "Text",
                    Shape.CURRENCY, "Currency",
                    Shape.ACTIVE_CURRENCY, "ActiveCurrency",
                    Shape.DATE, "Day",
                    Shape.INSTANT, "Moment",
                    Shape.AMOUNT, "Amount",
                    Shape.POSITION, "Position");

    private final Components components;
    private final Map<String, Type> named = new HashMap<>();

    Schemas(Components components) {
        this.components = components;
    }

    /** A body of these fields and no others, kept under a name. */
    Schema body(String name, List<Asked> fields) {
        return keep(name, fields(fields));
    }

    private Schema fields(List<Asked> fields) {
        Map<String, Schema> properties = new LinkedHashMap<>();
        fields.forEach(field -> properties.put(field.name(), of(field)));
        return object(properties, fields.stream().filter(Asked::required).map(Asked::name).toList())
                .additionalPropertiesSchema(createSchema().booleanSchema(false));
    }

    /** What a body of these fields may look like. */
    static Map<String, Object> example(List<Asked> fields) {
        Map<String, Object> example = new LinkedHashMap<>();
        for (Asked field : fields) {
            example(field).ifPresent(sample -> example.put(field.name(), sample));
        }
        return example;
    }

    static Optional<Object> example(Asked field) {
        return switch (field.form()) {
            case Form.One(var shape) -> shape.sample().apply(field.name());
            case Form.Parts(var parts) -> Optional.of(example(parts));
            case Form.Many(var parts, _, _) -> Optional.of(List.of(example(parts)));
        };
    }

    /** What a write is answered with, kept under a name. */
    Schema receipt(String name, Written written) {
        Map<String, Schema> properties = new LinkedHashMap<>();
        written.idFields().forEach(field -> properties.put(field, of(Shape.ID)));
        properties.put("version", keep("Positive", whole("int64").minimum(BigDecimal.ONE)));
        properties.put("position", reference("Positive"));
        if (!written.statuses().isEmpty()) {
            properties.put("status", text().enumeration(List.copyOf(written.statuses())));
        }
        return keep(name, object(properties, List.copyOf(properties.keySet())));
    }

    Schema of(Asked asked) {
        return switch (asked.form()) {
            case Form.One(var shape) -> of(shape);
            case Form.Parts(var parts) -> fields(parts);
            case Form.Many(var parts, var least, var most) ->
                    createSchema()
                            .addType(SchemaType.ARRAY)
                            .items(fields(parts))
                            .minItems(least == 0 ? null : least)
                            .maxItems(most);
        };
    }

    /** One that many have is kept under its name. */
    Schema of(Shape<?> shape) {
        String name = SHAPES.get(shape);
        return name == null ? inPlace(shape) : keep(name, inPlace(shape));
    }

    private static Schema inPlace(Shape<?> shape) {
        Schema schema = createSchema();
        shape.schema().get().forEach((keyword, value) -> set(schema, keyword, value));
        return schema;
    }

    /**
     * Shows each part of a sample where its schema is.
     *
     * @return whether the schemas show this sample now; not where they show another one already
     */
    boolean illustrate(Schema schema, @Nullable Object sample) {
        if (schema.getRef() != null) {
            String name = schema.getRef().substring(REFERENCE.length());
            return illustrate(components.getSchemas().get(name), sample);
        }
        if (sample instanceof Map<?, ?> parts && schema.getProperties() != null) {
            return parts.entrySet().stream()
                    .allMatch(
                            part ->
                                    isName(part)
                                            || illustratePart(
                                                    schema.getProperties().get(part.getKey()),
                                                    part.getValue()));
        }
        if (sample instanceof List<?> items && items.size() == 1 && schema.getItems() != null) {
            return illustrate(schema.getItems(), items.getFirst());
        }
        if (sample == null || schema.getEnumeration() != null) {
            return sample != null && sample.equals(schema.getEnumeration().getFirst());
        }
        if (schema.getExamples() == null) {
            schema.examples(List.of(sample));
        }
        return schema.getExamples().equals(List.of(sample));
    }

    /** What the schema leaves open, it does not show. */
    private boolean illustratePart(@Nullable Schema schema, @Nullable Object sample) {
        return schema != null && illustrate(schema, sample);
    }

    /** A text that is sampled by its own name shows nothing. */
    private static boolean isName(Map.Entry<?, ?> part) {
        return Shape.words(part.getKey().toString()).equals(part.getValue());
    }

    private static void set(Schema schema, String keyword, Object value) {
        switch (keyword) {
            case "type" ->
                    schema.addType(SchemaType.valueOf(value.toString().toUpperCase(Locale.ROOT)));
            case "format" -> schema.format(value.toString());
            case "pattern" -> schema.pattern(value.toString());
            case "description" -> schema.description(value.toString());
            case "minLength" -> schema.minLength((Integer) value);
            case "maxLength" -> schema.maxLength((Integer) value);
            case "minimum" -> schema.minimum(BigDecimal.valueOf((Long) value));
            case "maximum" -> schema.maximum(BigDecimal.valueOf((Long) value));
            case "default" -> schema.defaultValue(value);
            case "minItems" -> schema.minItems((Integer) value);
            case "maxItems" -> schema.maxItems((Integer) value);
            case "items" -> schema.items(inPlace((Shape<?>) value));
            case "enum" -> schema.enumeration(List.copyOf((List<?>) value));
            default -> throw new IllegalStateException("No schema is told " + keyword + ".");
        }
    }

    /** Of a value that is answered; a record is kept under its name. */
    Schema of(Type type) {
        return of(type, Map.of());
    }

    private Schema of(Type type, Map<String, Type> variables) {
        return switch (type) {
            case TypeVariable<?> variable -> of(variables.get(variable.getName()), Map.of());
            case ParameterizedType generic -> ofGeneric(generic, variables);
            case Class<?> plain when plain.isRecord() -> ofRecord(plain, name(plain), Map.of());
            case Class<?> plain when plain.isEnum() ->
                    text().enumeration(
                                    Arrays.stream(plain.getEnumConstants())
                                            .<Object>map(Object::toString)
                                            .toList());
            case Class<?> plain -> ofPlain(plain);
            default -> throw unknown(type);
        };
    }

    private Schema ofGeneric(ParameterizedType type, Map<String, Type> variables) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type[] arguments = type.getActualTypeArguments();
        if (raw.isRecord()) {
            Map<String, Type> bound = new HashMap<>();
            String name = "";
            for (int index = 0; index < arguments.length; index++) {
                bound.put(raw.getTypeParameters()[index].getName(), arguments[index]);
                name += name((Class<?>) arguments[index]);
            }
            return ofRecord(raw, name + name(raw), bound);
        }
        return switch (raw.getSimpleName()) {
            case "List", "Set" ->
                    createSchema().addType(SchemaType.ARRAY).items(of(arguments[0], variables));
            case "Optional" -> of(arguments[0], variables);
            case "Map" ->
                    createSchema()
                            .addType(SchemaType.OBJECT)
                            .additionalPropertiesSchema(of(arguments[1], variables));
            default -> throw unknown(type);
        };
    }

    private Schema ofPlain(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "String" -> text();
            case "long", "Long" -> keep("Whole", whole("int64"));
            case "int", "Integer" -> whole("int32");
            case "BigInteger" -> createSchema().addType(SchemaType.INTEGER);
            case "double", "Double" -> createSchema().addType(SchemaType.NUMBER).format("double");
            case "boolean", "Boolean" -> createSchema().addType(SchemaType.BOOLEAN);
            case "Instant" -> of(Shape.INSTANT);
            case "LocalDate" -> of(Shape.DATE);
            case "UUID" -> keep("Unique", text().format("uuid"));
            case "Currency" -> of(Shape.CURRENCY);
            case "Map", "JsonNode", "ObjectNode", "JsonObject" ->
                    createSchema()
                            .addType(SchemaType.OBJECT)
                            .additionalPropertiesSchema(createSchema().booleanSchema(true));
            case "Object" -> createSchema();
            default -> throw unknown(type);
        };
    }

    private Schema ofRecord(Class<?> type, String name, Map<String, Type> variables) {
        Type other = named.putIfAbsent(name, type);
        if (other != null && !other.equals(type)) {
            throw new IllegalStateException(
                    "Two answers are called " + name + ": " + type + " and " + other + ".");
        }
        if (other == null) {
            components.addSchema(name, ofComponents(type, variables));
        }
        return reference(name);
    }

    private Schema ofComponents(Class<?> type, Map<String, Type> variables) {
        Map<String, Schema> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        boolean open = false;
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getAccessor().isAnnotationPresent(JsonAnyGetter.class)) {
                open = true;
                continue;
            }
            Schema schema = of(component, variables);
            if (!mayBeAbsent(type, component)) {
                required.add(component.getName());
                if (mayBeNull(component)) {
                    schema.addType(SchemaType.NULL);
                }
            }
            properties.put(component.getName(), schema);
        }
        Schema whole = object(properties, required);
        return open ? whole.additionalPropertiesSchema(createSchema().booleanSchema(true)) : whole;
    }

    private Schema of(RecordComponent component, Map<String, Type> variables) {
        if (component.getAccessor().isAnnotationPresent(JsonRawValue.class)) {
            return ofPlain(Map.class);
        }
        return component.getType() == long.class && Samples.isVersion(component.getName())
                ? keep("Version", whole("int64"))
                : of(component.getGenericType(), variables);
    }

    /** Nulls are left out of answers, unless a record says otherwise. */
    private static boolean mayBeAbsent(Class<?> type, RecordComponent component) {
        JsonInclude own = component.getAccessor().getAnnotation(JsonInclude.class);
        JsonInclude all = type.getAnnotation(JsonInclude.class);
        boolean empty = all != null && all.value() == JsonInclude.Include.NON_EMPTY;
        return empty && component.getType() == List.class
                || mayBeNull(component)
                        && (own == null || own.value() != JsonInclude.Include.ALWAYS);
    }

    private static boolean mayBeNull(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static String name(Class<?> type) {
        var given =
                type.getAnnotation(org.eclipse.microprofile.openapi.annotations.media.Schema.class);
        return given == null || given.name().isEmpty() ? type.getSimpleName() : given.name();
    }

    private Schema keep(String name, Schema schema) {
        if (components.getSchemas() == null || !components.getSchemas().containsKey(name)) {
            components.addSchema(name, schema);
        }
        return reference(name);
    }

    private static Schema reference(String name) {
        return createSchema().ref(REFERENCE + name);
    }

    private static Schema object(Map<String, Schema> properties, List<String> required) {
        Schema schema = createSchema().addType(SchemaType.OBJECT).properties(properties);
        return required.isEmpty() ? schema : schema.required(required);
    }

    private static Schema text() {
        return createSchema().addType(SchemaType.STRING);
    }

    private static Schema whole(String format) {
        return createSchema().addType(SchemaType.INTEGER).format(format);
    }

    private static IllegalStateException unknown(Type type) {
        return new IllegalStateException("It is not known what JSON " + type + " becomes.");
    }
}
