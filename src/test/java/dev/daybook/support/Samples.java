package dev.daybook.support;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One value of each type, with nothing left out; the same each time. */
final class Samples {

    private Samples() {}

    static <T> T of(Class<T> record) {
        RecordComponent[] components = record.getRecordComponents();
        try {
            Constructor<T> constructor =
                    record.getDeclaredConstructor(
                            Arrays.stream(components)
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(
                    Arrays.stream(components)
                            .map(each -> value(each.getGenericType(), each.getName()))
                            .toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("No sample of " + record, e);
        }
    }

    private static Object value(Type type, String name) {
        return switch (type) {
            case ParameterizedType of when of.getRawType() == Map.class ->
                    Map.of(name + "-1", value(of.getActualTypeArguments()[1], name));
            case ParameterizedType of when of.getRawType() == List.class ->
                    List.of(value(of.getActualTypeArguments()[0], name));
            case ParameterizedType of when of.getRawType() == Optional.class ->
                    Optional.of(value(of.getActualTypeArguments()[0], name));
            case Class<?> record when record.isRecord() -> of(record);
            case Class<?> constants when constants.isEnum() -> constants.getEnumConstants()[0];
            default -> simple(type, name);
        };
    }

    private static Object simple(Type type, String name) {
        return switch (type.getTypeName()) {
            case "java.lang.String" -> name + "-1";
            case "long", "java.lang.Long" -> 7L;
            case "int", "java.lang.Integer" -> 7;
            case "boolean", "java.lang.Boolean" -> true;
            case "java.util.UUID" -> new UUID(0, 7);
            case "java.util.Currency" -> Currency.getInstance("EUR");
            case "java.time.Instant" -> Instant.parse("2026-01-31T12:00:00Z");
            case "java.time.LocalDate" -> LocalDate.of(2026, 1, 31);
            default -> throw new IllegalStateException("Samples has no value of " + type);
        };
    }
}
