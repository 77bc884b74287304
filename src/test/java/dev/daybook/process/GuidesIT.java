package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Guide;
import dev.daybook.support.Guide.Command;
import dev.daybook.support.Service;
import dev.daybook.support.Terminal;
import dev.daybook.support.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the README and the guides show is what the packaged service answers: each command of a
 * document is typed into one shell, in order, against a service of the document's own on an empty
 * log, and what it prints is held against what stands below it. {@link Guide} says what a command
 * is, {@link dev.daybook.support.Printed Printed} what {@code ...} and line breaks mean.
 *
 * <p>Not run are the lines of blocks without {@code $ }, all of which build, start or measure
 * ({@code ./mvnw}, {@code java}, {@code jfr}, {@code docker}, {@code kubectl}, {@code bash}, {@code
 * src/bench/run}): any other line there fails the test. Nor is the page of the example module,
 * which needs that module.
 */
class GuidesIT {

    private static final String ADDRESS = "http://localhost:3000";
    private static final String JAR = "target/quarkus-app/quarkus-run.jar";
    private static final Path EXAMPLE = Path.of("src/docs/module-example.md");
    private static final List<Guide> GUIDES = guides();

    /** What a document's commands find; a service where they ask one. */
    private record Scene(TestDatabase database, Optional<Service> service)
            implements AutoCloseable {

        static Scene of(Guide guide) {
            TestDatabase database = TestDatabase.empty();
            guide.databases().forEach(name -> database.execute("create database " + name));
            Map<String, String> settings = new HashMap<>(database.settings());
            settings.putAll(guide.settings());
            boolean asked =
                    guide.commands().stream().anyMatch(each -> each.text().contains(ADDRESS));
            return new Scene(
                    database, asked ? Optional.of(Service.launch(settings)) : Optional.empty());
        }

        String address() {
            return service.map(each -> "http://127.0.0.1:" + each.answering().port())
                    .orElse(ADDRESS);
        }

        @Override
        public void close() {
            service.ifPresent(Service::close);
        }
    }

    /** The service of the next document starts while the commands of this one are run. */
    private static final Map<Guide, Scene> SCENES = new HashMap<>();

    @TempDir Path folder;

    static List<Guide> guides() {
        try (Stream<Path> docs = Files.list(Path.of("src/docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md")), docs.sorted())
                    .filter(file -> file.toString().endsWith(".md") && !file.equals(EXAMPLE))
                    .map(Guide::read)
                    .filter(guide -> !guide.commands().isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("guides")
    void a_document_shows_what_is_answered(Guide guide) {
        int number = GUIDES.indexOf(guide);
        GUIDES.stream().skip(number).limit(2).forEach(GuidesIT::prepare);
        try (Scene scene = SCENES.remove(guide)) {
            assertEquals("", differences(guide, answered(guide, scene)));
        }
    }

    /** The key stands in curl's own settings. */
    @Test
    void the_readme_s_lines_work_with_a_closed_service_too() throws IOException {
        Guide readme = Guide.read(Path.of("README.md"));
        Map<String, String> settings = new HashMap<>(TestDatabase.empty().settings());
        settings.put("DAYBOOK_AUTH", "required");
        try (Service service = Service.launch(settings)) {
            String address = "http://127.0.0.1:" + service.answering().port();
            List<String> commands = new ArrayList<>();
            commands.add(
                    "alias daybook='java -jar %s'".formatted(System.getProperty("daybook.jar")));
            commands.add(
                    """
                    daybook key create --owner reader --file key \\
                      --scope accounts:read --scope accounts:write --scope accounts:control --scope orders:read \\
                      --scope orders:write --scope transfers:read --scope transfers:write --scope log:read \\
                      --scope ops:read --scope leases:read --scope leases:write --scope billing:read \\
                      --scope billing:write --scope act-as
                    """);
            commands.add(
                    "echo \"header = \\\"Authorization: Bearer $(cat key)\\\"\" >> $CURL_HOME/.curlrc");
            readme.commands().forEach(each -> commands.add(each.text().replace(ADDRESS, address)));
            List<String> outputs = Terminal.type(commands, folder, settings);
            String all = String.join("\n", outputs);
            assertFalse(all.contains("unauthenticated") || all.contains("forbidden"), all);
            assertTrue(all.contains("\"code\":\"insufficient-funds\""), all);
        }
    }

    @AfterAll
    static void closeTheRest() {
        SCENES.values().forEach(Scene::close);
    }

    private static void prepare(Guide guide) {
        SCENES.computeIfAbsent(guide, Scene::of);
    }

    private List<String> answered(Guide guide, Scene scene) {
        String address = scene.address();
        List<String> commands =
                guide.commands().stream()
                        .map(command -> command.text().replace(ADDRESS, address))
                        .map(text -> text.replace(JAR, System.getProperty("daybook.jar")))
                        .toList();
        return Terminal.type(commands, folder, scene.database().settings());
    }

    private static String differences(Guide guide, List<String> outputs) {
        List<String> found = new ArrayList<>();
        for (int number = 0; number < outputs.size(); number++) {
            Command command = guide.commands().get(number);
            String output = outputs.get(number);
            command.printed()
                    .difference(output)
                    .ifPresent(missing -> found.add(told(guide, command, output, missing)));
        }
        return String.join("\n", found);
    }

    private static String told(Guide guide, Command command, String output, String missing) {
        return """
               %s:%d: %s
               --- shown:
               %s
               --- answered:
               %s
               --- from here on it is not as shown: %s
               """
                .formatted(
                        guide.file(),
                        command.line(),
                        command.text(),
                        command.printed(),
                        output.strip(),
                        missing);
    }
}
