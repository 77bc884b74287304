package dev.daybook.process;

import static dev.daybook.support.Manifests.FOLDER;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.support.Manifests;
import dev.daybook.support.Promtool;
import dev.daybook.support.Scrape;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Probes, alerts and the dashboard ask for what a running service has. */
class MonitoringIT {

    private static final Path ALERTS = FOLDER.resolve("alerts.yaml");
    private static final Path DASHBOARD = FOLDER.resolve("dashboard.json");
    private static final Path BEHAVIOUR = Path.of("src/test/resources/alerts-test.yaml");
    private static final Pattern METRIC =
            Pattern.compile("\\b((?:daybook|jvm|process|system)_[a-z0-9_]+)\\b");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z][a-z0-9_]*)[{ ]");
    private static final Pattern GROUPED = Pattern.compile("\\bby \\(([^)]*)\\)");
    private static final Pattern SELECTED = Pattern.compile("([a-z]+)(?:=~|!~|!=|=)\"");
    private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"");

    /** One that has come to its end is made to look as if it had not. */
    private static final String HELD =
            """
            with held as (
              update transfer_summary set status = 'DEBITED'
              where transfer_id = (select max(transfer_id) from transfer_summary) returning 1)
            select count(*) from held
            """;

    private static final String RULE = "  - {record: 'q%d', expr: '%s'}\n";

    /** Prometheus adds them to what it scrapes. */
    private static final Set<String> ADDED = Set.of("instance", "job");

    private final List<String> questions =
            Stream.of(ALERTS, DASHBOARD)
                    .map(file -> Manifests.read(file).getFirst())
                    .flatMap(document -> document.findValues("expr").stream())
                    .map(JsonNode::textValue)
                    .toList();

    @Test
    void each_metric_and_label_that_is_asked_for_is_told_under_traffic() {
        assertTrue(questions.size() > 30, questions::toString);
        Set<String> metrics = all(METRIC);
        Set<String> labels = all(SELECTED);
        all(GROUPED).forEach(each -> labels.addAll(List.of(each.split(", "))));
        labels.removeAll(ADDED);
        TestDatabase database = TestDatabase.migrated();
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("DAYBOOK_DEMO", "true");
        try (Service service = Service.start(settings)) {
            Wait.until("a transfer stands still", () -> database.number(HELD) == 1);
            metrics.forEach(name -> awaitIn(service, SAMPLE, name));
            labels.forEach(name -> awaitIn(service, LABEL, name));
        }
    }

    @Test
    void each_probe_is_answered() throws IOException {
        Set<String> paths = new TreeSet<>();
        for (JsonNode deployment : Manifests.objects("Deployment")) {
            deployment
                    .findValues("httpGet")
                    .forEach(probe -> paths.add(probe.path("path").asText()));
            paths.add(deployment.findValue("prometheus.io/path").textValue());
        }
        assertEquals(Set.of("/q/health/live", "/q/health/ready", "/q/metrics"), paths);
        try (Service service = Service.start(TestDatabase.migrated().settings())) {
            for (String path : paths) {
                assertEquals(200, service.get(path).statusCode(), path);
            }
        }
    }

    @Test
    void promtool_takes_the_rules_the_scraping_and_what_the_dashboard_asks() throws IOException {
        assertEquals("", Promtool.complaintsAboutRules(Files.readString(ALERTS)));
        assertEquals("", Promtool.complaintsAboutRules(asRules(questions)));
        JsonNode scraping = Manifests.read(FOLDER.resolve("prometheus.yaml")).getFirst();
        // Debian's package has no discovery in it
        ((ObjectNode) scraping.at("/scrape_configs/0")).remove("kubernetes_sd_configs");
        assertEquals("", Promtool.complaintsAboutConfiguration(scraping.toString()));
    }

    @Test
    void alerts_fire_on_what_they_are_for_and_on_nothing_else() {
        assertEquals("", Promtool.complaintsAboutBehaviour(BEHAVIOUR));
    }

    /** Each of another name, since promtool refuses two of one. */
    private static String asRules(List<String> questions) {
        return IntStream.range(0, questions.size())
                .mapToObj(number -> RULE.formatted(number, questions.get(number)))
                .collect(joining("", "groups:\n- name: questions\n  rules:\n", ""))
                .replace("$__rate_interval", "1m");
    }

    private Set<String> all(Pattern pattern) {
        return questions.stream()
                .flatMap(each -> found(pattern, each).stream())
                .collect(toCollection(TreeSet::new));
    }

    private static void awaitIn(Service service, Pattern pattern, String name) {
        Wait.until(name + " is told", () -> found(pattern, scrape(service)).contains(name));
    }

    private static String scrape(Service service) {
        try {
            return Scrape.of(service).text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult each) -> each.group(1)).toList();
    }
}
