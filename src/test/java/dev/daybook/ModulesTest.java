package dev.daybook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.kernel.Aggregate.EventType;
import dev.daybook.kernel.Module;
import dev.daybook.kernel.Projection;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * In a native executable a class can be read and written as JSON only if it was named when that was
 * built.
 */
class ModulesTest {

    @Test
    void all_events_states_and_rows_are_named_for_the_native_executable() {
        Set<Class<?>> named =
                Set.of(Modules.class.getAnnotation(RegisterForReflection.class).targets());

        List<Class<?>> forgotten =
                Modules.registry().modules().stream()
                        .flatMap(ModulesTest::storedTypes)
                        .filter(type -> !named.contains(outermost(type)))
                        .toList();

        assertEquals(List.of(), forgotten);
    }

    private static <E, S> Stream<Class<?>> storedTypes(Module<?, E, S> module) {
        Stream<Class<?>> events = module.aggregate().eventTypes().map(EventType::type);
        Stream<Class<?>> states = module.aggregate().stateTypes().stream().map(type -> type);
        Stream<Class<?>> rows = module.projections().stream().map(Projection::rowType);
        return Stream.of(events, states, rows).flatMap(types -> types);
    }

    private static Class<?> outermost(Class<?> type) {
        return type.getEnclosingClass() == null ? type : outermost(type.getEnclosingClass());
    }
}
