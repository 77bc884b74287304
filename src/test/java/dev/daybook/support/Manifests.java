package dev.daybook.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What stands in {@code docker/}, read as YAML. */
public final class Manifests {

    public static final Path FOLDER = Path.of("docker/kubernetes");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Manifests() {}

    /** All documents of a file. */
    public static List<JsonNode> read(Path file) {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
            return documents.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The objects of the cluster, by the file in which each stands. */
    public static Map<String, List<JsonNode>> objects() {
        Map<String, List<JsonNode>> objects = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
                List<JsonNode> documents = read(file);
                if (documents.getFirst().path("metadata").has("name")) {
                    objects.put(file.getFileName().toString(), documents);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return objects;
    }

    /** All objects of these kinds. */
    public static List<JsonNode> objects(String... kinds) {
        return objects().values().stream()
                .flatMap(List::stream)
                .filter(each -> List.of(kinds).contains(each.path("kind").textValue()))
                .toList();
    }

    /** The pods that run Daybook: of each role, and the one that makes the first key. */
    public static List<JsonNode> pods() {
        return objects("Deployment", "Job").stream()
                .map(each -> each.at("/spec/template/spec"))
                .toList();
    }

    /** The one container of a pod. */
    public static JsonNode container(JsonNode pod) {
        return pod.at("/containers/0");
    }

    /** The settings that all pods share. */
    public static JsonNode settings() {
        return objects("ConfigMap").getFirst().path("data");
    }
}
