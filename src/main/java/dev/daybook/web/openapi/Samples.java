package dev.daybook.web.openapi;

import dev.daybook.kernel.StreamId;
import dev.daybook.store.StoredEvent;
import dev.daybook.web.request.Shape;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Values as they might be, for examples. */
final class Samples {

    static final long VERSION = 3;
    static final UUID UNIQUE = UUID.fromString("019a5f6e-3c1b-7d52-9a40-5b1f0c7e2d11");
    static final LocalDate DATE = LocalDate.of(2026, 1, 31);
    static final Instant INSTANT = Instant.parse("2026-01-31T12:00:00Z");

    private static final long AMOUNT = 1000;

    private Samples() {}

    static StoredEvent event(long position, long version) {
        return new StoredEvent(
                position,
                new StreamId("account", "account-1"),
                version,
                UNIQUE,
                "MoneyDeposited",
                1,
                "{\"money\":{\"amount\":1000,\"currency\":\"USD\"},\"transactionId\":\"transaction-1\"}",
                "{\"commandId\":\"%s\",\"correlationId\":\"%s\",\"userId\":\"user-1\"}"
                        .formatted(UNIQUE, UNIQUE),
                INSTANT);
    }

    /** A record, made of samples. */
    static <R> R of(Class<R> type) {
        RecordComponent[] components = type.getRecordComponents();
        try {
            Constructor<R> constructor =
                    type.getDeclaredConstructor(
                            Arrays.stream(components)
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(
                    Arrays.stream(components)
                            .map(part -> of(part.getName(), part.getGenericType()))
                            .toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("There is no sample of " + type + ".", e);
        }
    }

    private static Object of(String name, Type type) {
        return switch (type) {
            case ParameterizedType generic -> ofGeneric(name, generic);
            case Class<?> plain when plain.isRecord() -> of(plain);
            case Class<?> plain when plain.isEnum() -> plain.getEnumConstants()[0];
            case Class<?> plain -> ofPlain(name, plain);
            default -> throw new IllegalStateException("There is no sample of " + type + ".");
        };
    }

    private static Object ofGeneric(String name, ParameterizedType type) {
        Type[] arguments = type.getActualTypeArguments();
        return switch (((Class<?>) type.getRawType()).getSimpleName()) {
            case "List" -> List.of(of(name, arguments[0]));
            case "Optional" -> Optional.of(of(name, arguments[0]));
            case "Map" -> Map.of();
            default -> throw new IllegalStateException("There is no sample of " + type + ".");
        };
    }

    private static Object ofPlain(String name, Class<?> type) {
        return switch (type.getSimpleName()) {
            case "String" -> name.endsWith("Id") ? Shape.idOf(name) : Shape.words(name);
            case "long", "Long" -> number(name);
            case "int", "Integer" -> (int) number(name);
            case "BigInteger" -> BigInteger.valueOf(AMOUNT);
            case "boolean", "Boolean" -> true;
            case "double", "Double" -> 1.5;
            case "Instant" -> INSTANT;
            case "LocalDate" -> DATE;
            case "UUID" -> UNIQUE;
            case "Currency" -> Currency.getInstance("USD");
            default -> throw new IllegalStateException("There is no sample of " + type + ".");
        };
    }

    private static long number(String name) {
        return isVersion(name) ? VERSION : AMOUNT;
    }

    static boolean isVersion(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith("version");
    }
}
