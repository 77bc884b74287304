package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.support.Npm;
import dev.daybook.support.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A public linter finds nothing to say about the API's description. */
class LintedDescriptionIT {

    private static final String LINTER = "@redocly/cli@2.77.0";
    private static final long LINTER_SECONDS = 120;

    /** Kept between runs. */
    private static final Path INSTALLED = Path.of("target", "redocly").toAbsolutePath();

    @TempDir Path folder;

    @Test
    void no_recommended_rule_is_broken() throws IOException, InterruptedException {
        Path document = folder.resolve("openapi.json");
        try (Service service = Service.start(Map.of("EVENT_STORE_KIND", "in-memory"));
                HttpClient client = HttpClient.newHttpClient()) {
            client.send(
                    HttpRequest.newBuilder(service.uri("/q/openapi")).build(),
                    BodyHandlers.ofFile(document));
        }
        Npm.install(INSTALLED, LINTER);
        String report =
                run(
                        INSTALLED.resolve("node_modules/.bin/redocly").toString(),
                        "lint",
                        document.toString(),
                        "--extends=recommended",
                        "--format=json");
        JsonNode found = new ObjectMapper().readTree(report.substring(report.indexOf("{")));
        assertTrue(found.path("problems").isArray(), report);
        assertEquals(0, found.path("problems").size(), report);
    }

    private String run(String... command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Path log = folder.resolve("log");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(log.toFile());
        builder.environment().putAll(Map.of("REDOCLY_TELEMETRY", "off", "CI", "true"));
        Process process = builder.start();
        boolean ended = process.waitFor(LINTER_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        String said = Files.readString(output);
        assertTrue(
                ended && process.exitValue() == 0,
                () -> List.of(command) + " failed:\n" + said + "\n" + read(log));
        return said;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
