package dev.daybook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.support.JsonTypes;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * In a native executable a class can be read and written as JSON only if it was named when that was
 * built: it says so itself, or the class that it is nested in does.
 */
class ModulesTest {

    private static final Set<Class<?>> SHARED =
            Set.of(Modules.class.getAnnotation(RegisterForReflection.class).targets());

    @Test
    void all_that_is_stored_or_answered_is_registered_for_the_native_executable() {
        List<Class<?>> forgotten =
                JsonTypes.of(Modules.registry()).stream()
                        .filter(type -> !SHARED.contains(type) && !isRegistered(type))
                        .toList();

        assertEquals(
                List.of(),
                forgotten,
                "Write @RegisterForReflection(ignoreNested = false) at the class around each.");
    }

    private static boolean isRegistered(Class<?> type) {
        return type.isAnnotationPresent(RegisterForReflection.class)
                || registersNested(type.getEnclosingClass());
    }

    private static boolean registersNested(Class<?> type) {
        if (type == null) {
            return false;
        }
        RegisterForReflection registered = type.getAnnotation(RegisterForReflection.class);
        return registered != null && !registered.ignoreNested()
                || registersNested(type.getEnclosingClass());
    }
}
