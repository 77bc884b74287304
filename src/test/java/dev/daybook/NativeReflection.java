package dev.daybook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.support.JsonTypes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What Quarkus tells the native compiler about classes. Not among the tests that run by themselves:
 * {@code .ci/run} calls it after the native preparation.
 */
class NativeReflection {

    private static final String JAR = "target/native-sources/daybook-runner.jar";
    private static final String CONFIGURATION = "META-INF/native-image/reflect-config.json";

    @Test
    void all_that_is_stored_or_answered_can_be_made_and_read_in_the_native_executable()
            throws IOException {
        Set<String> registered = registered();

        List<String> forgotten =
                JsonTypes.of(Modules.registry()).stream()
                        .map(Class::getName)
                        .filter(name -> !registered.contains(name))
                        .toList();

        assertEquals(List.of(), forgotten);
    }

    /** Those whose constructors, methods and fields are all there. */
    private static Set<String> registered() throws IOException {
        try (JarFile jar = new JarFile(JAR);
                InputStream in = jar.getInputStream(jar.getEntry(CONFIGURATION))) {
            return new JsonArray(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .stream()
                            .map(JsonObject.class::cast)
                            .filter(each -> each.getBoolean("allDeclaredConstructors", false))
                            .filter(each -> each.getBoolean("allDeclaredMethods", false))
                            .filter(each -> each.getBoolean("allDeclaredFields", false))
                            .map(each -> each.getString("name"))
                            .collect(Collectors.toSet());
        }
    }
}
