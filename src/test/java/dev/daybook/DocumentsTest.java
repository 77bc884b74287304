package dev.daybook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.engine.settings.Settings;
import dev.daybook.support.Manifests;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Documents hang together: their links lead somewhere, and what is said in two places is the same.
 */
class DocumentsTest {

    private static final int MOST_LINES_OF_README = 150;
    private static final Path README = Path.of("README.md");
    private static final Path DOCS = Path.of("src/docs");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern RUNBOOK = Pattern.compile(" +runbook: (.*)");
    private static final Pattern HEADING = Pattern.compile("#+ (.*)");
    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Z_]+)=(.*)");
    private static final Pattern ROW = Pattern.compile("\\| (`[A-Z].*?) \\| (.*?) \\|.*");
    private static final Pattern SHOWN =
            Pattern.compile("`(DAYBOOK_[A-Z_]+)`, (\\d+(?:,\\d{3})*(?: s\\b)?)");
    private static final Pattern QUOTED = Pattern.compile("`([^`]*)`");

    /** No setting: the start tells it to the rest. */
    private static final String SERVE = "serve";

    @Test
    void readme_is_short() {
        assertTrue(lines(README).size() <= MOST_LINES_OF_README, "README.md is too long");
    }

    @Test
    void links_lead_to_files_and_headings() {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            for (String line : prose(document)) {
                links(line)
                        .filter(link -> !leadsSomewhere(document, link))
                        .forEach(link -> broken.add(document + ": " + link));
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void alerts_lead_to_headings() {
        List<String> runbooks =
                lines(Manifests.FOLDER.resolve("alerts.yaml")).stream()
                        .map(RUNBOOK::matcher)
                        .filter(Matcher::matches)
                        .map(runbook -> runbook.group(1))
                        .toList();
        assertFalse(runbooks.isEmpty());
        assertEquals(
                List.of(),
                runbooks.stream().filter(link -> !leadsSomewhere(README, link)).toList());
    }

    @Test
    void each_guide_is_linked_from_the_readme() {
        String readme = String.join("\n", lines(README));
        List<Path> lost =
                documents().stream()
                        .filter(document -> DOCS.equals(document.getParent()))
                        .filter(document -> !readme.contains("(" + document + ")"))
                        .toList();
        assertEquals(List.of(), lost);
    }

    @Test
    void settings_have_their_defaults_in_code_example_and_guides() {
        Map<String, String> defaults =
                assignments(Path.of("src/main/resources/application.properties"));
        Arrays.stream(Settings.class.getMethods())
                .filter(method -> !method.getName().equals(SERVE))
                .forEach(
                        method ->
                                defaults.put(
                                        variable(method.getName()),
                                        method.getAnnotation(WithDefault.class).value()));
        assertEquals(defaults, assignments(Path.of(".env.example")));
        assertEquals(defaults, table(DOCS.resolve("settings.md")));
        Map<String, String> limits = limits(DOCS.resolve("limits.md"));
        assertFalse(limits.isEmpty());
        limits.forEach((name, value) -> assertEquals(defaults.get(name), value, name));
    }

    /** {@code DAYBOOK_SNAPSHOT_EVERY} of {@code snapshotEvery}. */
    private static String variable(String method) {
        return "DAYBOOK_" + method.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }

    private static Map<String, String> assignments(Path file) {
        Map<String, String> found = new TreeMap<>();
        for (String line : lines(file)) {
            Matcher assignment = ASSIGNMENT.matcher(line);
            if (assignment.matches()) {
                found.put(assignment.group(1), assignment.group(2));
            }
        }
        return found;
    }

    /**
     * Several settings may share a row: their defaults stand there in the same order; one that is
     * empty is called none.
     */
    private static Map<String, String> table(Path guide) {
        Map<String, String> found = new TreeMap<>();
        for (String line : lines(guide)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                List<String> names = quoted(row.group(1));
                List<String> values = quoted(row.group(2));
                for (int number = 0; number < names.size(); number++) {
                    found.put(names.get(number), values.isEmpty() ? "" : values.get(number));
                }
            }
        }
        return found;
    }

    /** {@code 10000} of {@code `DAYBOOK_FEEDS`, 10,000}, and {@code 5s} of {@code 5 s}. */
    private static Map<String, String> limits(Path guide) {
        Map<String, String> found = new TreeMap<>();
        SHOWN.matcher(String.join("\n", lines(guide)))
                .results()
                .forEach(shown -> found.put(shown.group(1), shown.group(2).replaceAll("[, ]", "")));
        return found;
    }

    private static List<String> quoted(String cell) {
        return QUOTED.matcher(cell).results().map(result -> result.group(1)).toList();
    }

    private static Stream<String> links(String line) {
        return LINK.matcher(line)
                .results()
                .map((MatchResult result) -> result.group(1))
                .filter(Predicate.not(link -> link.contains("://")));
    }

    private static boolean leadsSomewhere(Path document, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
        return Files.exists(target) && (parts.length < 2 || anchors(target).contains(parts[1]));
    }

    /** As GitHub makes them of headings. */
    private static List<String> anchors(Path document) {
        return prose(document).stream()
                .map(HEADING::matcher)
                .filter(Matcher::matches)
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(title -> title.replaceAll("[^\\p{L}\\d _-]", "").replace(' ', '-'))
                .toList();
    }

    /** Without what stands in fences. */
    private static List<String> prose(Path document) {
        List<String> prose = new ArrayList<>();
        boolean fenced = false;
        for (String line : lines(document)) {
            if (line.startsWith("```")) {
                fenced = !fenced;
            } else if (!fenced) {
                prose.add(line);
            }
        }
        return prose;
    }

    private static List<Path> documents() {
        try (Stream<Path> docs = Files.walk(DOCS)) {
            return Stream.concat(
                            Stream.of(README, Path.of("src/bench/README.md")),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
