package dev.daybook.kernel;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** What the declaration of a type says, so that nobody has to say it again. */
final class Types {

    private Types() {}

    /**
     * What stands in this place of an interface that the class implements itself: {@code Event} in
     * the second one of {@code implements Decider<Command, Event, State>}.
     *
     * @throws IllegalArgumentException if no class stands there
     */
    static Class<?> argument(Class<?> type, Class<?> generic, int place) {
        return Arrays.stream(type.getGenericInterfaces())
                .filter(ParameterizedType.class::isInstance)
                .map(ParameterizedType.class::cast)
                .filter(each -> generic.isAssignableFrom((Class<?>) each.getRawType()))
                .map(each -> each.getActualTypeArguments()[place])
                .flatMap(each -> classOf(each).stream())
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        type.getName()
                                                + " does not name the types of a "
                                                + generic.getSimpleName()
                                                + "."));
    }

    /** The records that a record or sealed interface stands for, in the order of the source. */
    static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(Types::records)
                : Stream.<Class<?>>of(type).filter(Class::isRecord);
    }

    private static Optional<Class<?>> classOf(Type type) {
        return switch (type) {
            case Class<?> plain -> Optional.of(plain);
            case ParameterizedType of -> Optional.of((Class<?>) of.getRawType());
            default -> Optional.empty();
        };
    }
}
