package dev.daybook.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Receivers of webhooks in a process of Node.js, each under a name: they verify with Standard
 * Webhooks' own package, which npm installs under {@code target}.
 */
public final class HookReceiver implements AutoCloseable {

    /**
     * What a receiver took.
     *
     * @param id of the message
     * @param signatures that it bore
     */
    public record Taken(String id, int signatures, String streamId, long version, long position) {

        static Taken of(JsonNode json) {
            JsonNode body = json.path("body");
            return new Taken(
                    json.path("id").asText(),
                    json.path("signatures").asInt(),
                    body.path("streamId").asText(),
                    body.path("version").asLong(),
                    body.path("position").asLong());
        }
    }

    private static final String PACKAGE = "standardwebhooks@1.0.0";
    private static final Path SCRIPT = Path.of("src/test/webhooks/receiver.mjs");
    private static final Path INSTALLED = Path.of("target", "webhooks").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    private HookReceiver(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static HookReceiver start() throws IOException {
        Npm.install(INSTALLED, PACKAGE);
        Path script = INSTALLED.resolve("receiver.mjs");
        Files.writeString(script, Files.readString(SCRIPT));
        Process process =
                new ProcessBuilder("node", script.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new HookReceiver(process, Integer.parseInt(output.readLine()));
    }

    /** The address of a receiver. */
    public String url(String name) {
        return "http://127.0.0.1:" + port + "/hook/" + name;
    }

    /** Each message has to bear the signature of each of these. */
    public void expects(String name, String... secrets) {
        send("PUT", "/secret/" + name, String.join(" ", secrets));
    }

    /**
     * @param answer a status, or {@code hang}
     */
    public void answers(String name, String answer) {
        send("PUT", "/answer/" + name, answer);
    }

    /** What a receiver took, in order. */
    public List<Taken> taken(String name) {
        return StreamSupport.stream(received(name).path("taken").spliterator(), false)
                .map(Taken::of)
                .toList();
    }

    /** How many messages came. */
    public int tries(String name) {
        return received(name).path("tries").asInt();
    }

    /** How many messages did not verify. */
    public int wrong(String name) {
        return received(name).path("wrong").asInt();
    }

    private JsonNode received(String name) {
        try {
            return JSON.readTree(send("GET", "/received/" + name, ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String send(String method, String path, String body) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .method(method, BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        http.close();
    }
}
