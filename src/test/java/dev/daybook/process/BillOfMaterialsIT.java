package dev.daybook.process;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bill of materials (CycloneDX) names what is delivered, no more and no less. */
class BillOfMaterialsIT {

    private static final Path BOM = Path.of("target", "bom.json");
    private static final Path LIBRARIES =
            Path.of(System.getProperty("daybook.jar")).resolveSibling("lib");
    private static final String CLASSIFIER = "classifier=";

    /** Of such a jar the build leaves some classes out. */
    private static final String MODIFIED = "modified-";

    private final Map<String, JsonNode> components = components();

    @Test
    void each_jar_that_is_delivered_is_named() throws IOException {
        try (Stream<Path> jars = Files.list(LIBRARIES)) {
            Set<String> delivered =
                    jars.map(jar -> name(jar).replace(MODIFIED, ""))
                            .collect(toCollection(TreeSet::new));
            assertTrue(delivered.size() > 100, delivered::toString);
            assertEquals(delivered, components.keySet());
        }
    }

    @Test
    void each_has_a_licence() {
        components.forEach(
                (name, component) -> assertTrue(component.path("licenses").size() > 0, name));
    }

    @Test
    void each_checksum_is_that_of_the_jar() throws IOException, NoSuchAlgorithmException {
        try (Stream<Path> jars = Files.list(LIBRARIES)) {
            for (Path jar : jars.filter(each -> !name(each).startsWith(MODIFIED)).toList()) {
                byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
                assertTrue(
                        components
                                .get(name(jar))
                                .path("hashes")
                                .findValuesAsText("content")
                                .contains("%064x".formatted(new BigInteger(1, sum))),
                        () -> name(jar));
            }
        }
    }

    /** By the name of the jar, without the service itself. */
    private static Map<String, JsonNode> components() {
        assertTrue(Files.exists(BOM), "./mvnw quarkus:dependency-sbom@bom makes " + BOM);
        Map<String, JsonNode> components = new TreeMap<>();
        try {
            JsonNode bom = new ObjectMapper().readTree(BOM.toFile());
            assertEquals("CycloneDX", bom.path("bomFormat").textValue());
            for (JsonNode component : bom.path("components")) {
                if (!component.path("name").textValue().equals("daybook")) {
                    components.put(jarOf(component), component);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return components;
    }

    private static String jarOf(JsonNode component) {
        String address = component.path("purl").textValue();
        String classifier =
                address.contains(CLASSIFIER)
                        ? "-"
                                + address.substring(
                                                address.indexOf(CLASSIFIER) + CLASSIFIER.length())
                                        .split("&", 2)[0]
                        : "";
        return "%s.%s-%s%s.jar"
                .formatted(
                        component.path("group").textValue(),
                        component.path("name").textValue(),
                        component.path("version").textValue(),
                        classifier);
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
