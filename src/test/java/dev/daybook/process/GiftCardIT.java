package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.kernel.Aggregate;
import dev.daybook.support.GoldenEvents;
import dev.daybook.support.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The example of a module is one: copied out of its page into a clone it builds, passes the
 * formatter, starts and answers as the page shows. It is also what a module costs.
 */
class GiftCardIT {

    private static final Path PAGE = Path.of("src/docs/module-example.md");
    private static final Path CLONE = Path.of("target/gift-card");
    private static final String MODULE = "main/java/dev/daybook/giftcards/";
    private static final String MODULES = "main/java/dev/daybook/Modules.java";
    private static final String GOLDEN = "test/resources/golden-events.json";
    private static final int MOST_FILES = 3;
    private static final int MOST_LINES = 150;
    private static final long BUILD_SECONDS = 300;

    private static final Pattern FILE =
            Pattern.compile(
                    "^## `(\\S+)`$.*?^```\\w+\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern CALLS =
            Pattern.compile("^## Try it$.*?^```\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private final String page = read(PAGE);
    private final Map<String, String> files = files();

    @Test
    void a_module_is_three_files_of_150_lines() {
        Map<String, Long> lines =
                files.entrySet().stream()
                        .filter(file -> file.getKey().startsWith(MODULE))
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        file -> counted(file.getValue()),
                                        (one, _) -> one,
                                        LinkedHashMap::new));
        long sum = lines.values().stream().mapToLong(Long::longValue).sum();

        System.out.printf("A module costs %d files, %d lines: %s%n", lines.size(), sum, lines);
        assertTrue(lines.size() <= MOST_FILES, lines.toString());
        assertTrue(sum <= MOST_LINES, lines.toString());
    }

    /** Neither imports nor blank lines. */
    private static long counted(String code) {
        return code.lines().filter(line -> !line.isBlank() && !line.startsWith("import ")).count();
    }

    @Test
    void copied_into_a_clone_it_builds_and_answers_as_the_page_shows()
            throws IOException, InterruptedException, ReflectiveOperationException {
        makeClone();
        run(
                "./mvnw",
                "-o",
                "-B",
                "-q",
                "package",
                "spotless:check",
                "-DspotlessFiles=.*/giftcards/.*",
                "-Dmaven.compiler.useIncrementalCompilation=false",
                "-Dmaven.test.skip=true");
        assertGoldenLines();
        try (Service service =
                Service.launch(
                                CLONE.resolve("target/quarkus-app/quarkus-run.jar"),
                                Map.of("EVENT_STORE_KIND", "embedded"))
                        .answering()) {
            for (String call : calls()) {
                assertAnswers(service, call);
            }
        }
    }

    private void makeClone() throws IOException {
        copy(Path.of("pom.xml"));
        copy(Path.of("mvnw"));
        // with what is compiled already, only the module is
        for (String part : List.of("src/main", "target/classes")) {
            try (Stream<Path> files = Files.walk(Path.of(part))) {
                files.filter(Files::isRegularFile).forEach(GiftCardIT::copy);
            }
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            if (!List.of(MODULES, GOLDEN).contains(file.getKey())) {
                write(file.getKey(), file.getValue());
            }
        }
        String[] change = files.get(MODULES).split("\n\n", 2);
        write(
                MODULES,
                read(Path.of("src", MODULES))
                        .replaceFirst(
                                "(?m)^import io",
                                Matcher.quoteReplacement(change[0]) + "\nimport io")
                        .replaceFirst(
                                "List\\.of\\(\n",
                                Matcher.quoteReplacement("List.of(\n" + change[1])));
    }

    private static void copy(Path file) {
        try {
            Path to = CLONE.resolve(file);
            Files.createDirectories(to.getParent());
            Files.copy(
                    file,
                    to,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(String file, String text) throws IOException {
        Path to = CLONE.resolve("src").resolve(file);
        Files.createDirectories(to.getParent());
        Files.writeString(to, text);
    }

    /** Whether the page has just the lines that the failing test prints. */
    private void assertGoldenLines() throws IOException, ReflectiveOperationException {
        URL[] classes = {CLONE.resolve("target/classes/").toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(classes, getClass().getClassLoader())) {
            Aggregate<?, ?, ?> giftCard =
                    (Aggregate<?, ?, ?>)
                            loader.loadClass("dev.daybook.giftcards.GiftCard")
                                    .getField("GIFT_CARD")
                                    .get(null);
            String printed =
                    new GoldenEvents(List.of(giftCard), List.of())
                            .complaints().stream()
                                    .map(each -> "  " + each.replaceFirst("^.*?: ", "") + ",\n")
                                    .collect(Collectors.joining());
            assertEquals(files.get(GOLDEN), printed);
        }
    }

    private List<String> calls() {
        Matcher calls = CALLS.matcher(page);
        assertTrue(calls.find(), "The page shows no calls.");
        return Arrays.stream(calls.group(1).split("(?m)^\\$ "))
                .filter(each -> !each.isBlank())
                .toList();
    }

    /** Each line that the page shows is there; three dots stand for anything. */
    private static void assertAnswers(Service service, String call)
            throws IOException, InterruptedException {
        String[] lines = call.strip().split("\n");
        String curl = lines[0].replace("localhost:3000", "127.0.0.1:" + service.port());
        String answer = run("sh", "-c", "curl() { command curl -sS \"$@\"; }; " + curl);
        Arrays.stream(lines)
                .skip(1)
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .forEach(
                        line ->
                                assertTrue(
                                        pattern(line).matcher(answer).find(),
                                        () ->
                                                lines[0]
                                                        + " does not answer\n"
                                                        + line
                                                        + "\nbut\n"
                                                        + answer));
    }

    private static Pattern pattern(String line) {
        return Pattern.compile(
                Arrays.stream(line.split("\\.\\.\\.", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*?")),
                Pattern.DOTALL);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Path output = CLONE.resolve("output");
        Process process =
                new ProcessBuilder(command)
                        .directory(CLONE.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        if (!process.waitFor(BUILD_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        assertEquals(0, process.waitFor(), () -> String.join(" ", command) + "\n" + read(output));
        return read(output);
    }

    private Map<String, String> files() {
        Map<String, String> found = new LinkedHashMap<>();
        Matcher file = FILE.matcher(page);
        while (file.find()) {
            found.put(file.group(1), file.group(2));
        }
        return found;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
