package dev.daybook.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The packaged service as a process of its own, in a working folder of its own. */
public final class Service implements AutoCloseable {

    /** An answer that takes longer counts as none. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final long EXIT_SECONDS = 60;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final List<String> command;
    private final Map<String, String> settings;
    private final Path folder;
    private final Path log;
    private final Process process;

    private Service(List<String> command, Map<String, String> settings, Path folder) {
        this.command = command;
        this.settings = settings;
        this.folder = folder;
        this.log = Path.of("target", "services", nextNumber() + ".log");
        try {
            Files.createDirectories(log.getParent());
            this.process =
                    process(command, settings)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The packaged service as a process to be started, with these settings only. */
    static ProcessBuilder process(List<String> command, Map<String, String> settings) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().retainAll(List.of("PATH", "HOME"));
        builder.environment().putAll(settings);
        return builder;
    }

    /** Tests run side by side in several processes. */
    static String nextNumber() {
        return ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
    }

    /** Starts the service in an empty folder; it listens on a free port unless PORT is set. */
    public static Service launch(Map<String, String> settings) {
        return launch(Packaged.command(), settings);
    }

    /** The same of another build. */
    public static Service launch(Path jar, Map<String, String> settings) {
        return launch(Packaged.command(jar), settings);
    }

    /**
     * The same with the configuration of a build that was made in another environment, as a native
     * executable has it.
     *
     * @param file what stands in its {@code .env}
     */
    public static Service launchFrozen(Map<String, String> settings, String file) {
        try {
            Path folder = Files.createTempDirectory("daybook-service-");
            Files.writeString(folder.resolve(".env"), file);
            return new Service(Packaged.frozenCommand(), new TreeMap<>(settings), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Service launch(List<String> command, Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        all.computeIfAbsent("PORT", _ -> String.valueOf(freePort()));
        try {
            return new Service(command, all, Files.createTempDirectory("daybook-service-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the service and waits until it answers. */
    public static Service start(Map<String, String> settings) {
        return launch(settings).answering();
    }

    /** Starts it again after its end: the same settings, port and folder. */
    public Service restart() {
        exitCode();
        return new Service(command, settings, folder).answering();
    }

    /** Starts another one beside this: the same settings and folder, another port. */
    public Service launchSecond() {
        Map<String, String> others = new TreeMap<>(settings);
        others.put("PORT", String.valueOf(freePort()));
        return new Service(command, others, folder);
    }

    /**
     * A free port below those that systems give to outgoing connections, so that none of them can
     * take it while nobody listens there.
     */
    public static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException e) {
                // taken: try another one
            }
        }
    }

    public Service answering() {
        Wait.until(
                "the service answers; it said:\n" + log(),
                () -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("The service ended:\n" + log());
                    }
                    return answers();
                });
        return this;
    }

    /** Whether the service answers now. */
    public boolean answers() {
        try {
            return get("/health").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    public HttpResponse<String> get(String path) throws IOException {
        return get(path, Map.of());
    }

    public HttpResponse<String> get(String path, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        headers.forEach(request::header);
        return send(request);
    }

    public HttpResponse<String> post(String path, String json) throws IOException {
        return post(path, json, Map.of());
    }

    public HttpResponse<String> post(String path, String json, Map<String, String> headers)
            throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json));
        headers.forEach(request::header);
        return send(request);
    }

    /** With an Idempotency-Key. */
    public HttpResponse<String> post(String path, String json, String key) throws IOException {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofString(json)));
    }

    /** Without a body. */
    public HttpResponse<String> post(String path) throws IOException {
        return send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.noBody()));
    }

    public HttpResponse<String> delete(String path, Map<String, String> headers)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).DELETE();
        headers.forEach(request::header);
        return send(request);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return HTTP.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    public int port() {
        return Integer.parseInt(settings.get("PORT"));
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The working folder. */
    public Path folder() {
        return folder;
    }

    /** What the service wrote to its output. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** As {@code kill -STOP} does: it stands still, and its connections stay open. */
    public void pause() {
        signal("STOP");
    }

    /** As {@code kill -CONT} does. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int exitCode =
                    new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
                            .inheritIO()
                            .start()
                            .waitFor();
            if (exitCode != 0) {
                throw new AssertionError("No signal " + name + " for the service:\n" + log());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As {@code kill} does, and waits for the end. */
    public int terminate() {
        process.destroy();
        return exitCode();
    }

    /** Waits for the end of the process. */
    public int exitCode() {
        try {
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("The service does not end:\n" + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return process.exitValue();
    }

    /** Ends the service if it still runs, and removes its folder. */
    @Override
    public void close() {
        try {
            terminate();
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
