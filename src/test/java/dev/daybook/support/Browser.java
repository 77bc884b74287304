package dev.daybook.support;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A scenario of {@code src/test/console/console.mjs} under way: Chromium, driven by Puppeteer,
 * which npm installs under {@code target}.
 */
public final class Browser implements AutoCloseable {

    private static final String[] PACKAGES = {"puppeteer-core@24.43.1", "axe-core@4.14.1"};
    private static final Path SCRIPT = Path.of("src/test/console/console.mjs");
    private static final Path INSTALLED = Path.of("target", "console").toAbsolutePath();
    private static final long BOUND_SECONDS = 300;

    private final Process process;
    private final BufferedReader output;
    private final Writer input;
    private final List<String> said = new ArrayList<>();

    private Browser(Process process) {
        this.process = process;
        this.output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.input = process.outputWriter(StandardCharsets.UTF_8);
    }

    public static Browser start(String scenario, String url, String argument) throws IOException {
        // of its own, as other processes start theirs
        Path script = INSTALLED.resolve("console-" + ProcessHandle.current().pid() + ".mjs");
        ProcessBuilder node;
        try (FileChannel lock = FileChannel.open(lockFile(), CREATE, WRITE);
                FileLock _ = lock.lock()) {
            Npm.install(INSTALLED, PACKAGES);
            Files.writeString(script, Files.readString(SCRIPT));
            node = new ProcessBuilder("node", script.toString(), scenario, url, argument);
            node.environment().put("CHROMIUM", SystemProgram.find("chromium").toString());
        }
        return new Browser(node.redirectErrorStream(true).start());
    }

    /** Tests run side by side in several processes, and each may be the first that needs these. */
    private static Path lockFile() throws IOException {
        Files.createDirectories(INSTALLED);
        return INSTALLED.resolve("lock");
    }

    private static boolean wait(Process process) {
        try {
            return process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the scenario says a line. */
    public void await(String line) {
        try {
            for (String next = output.readLine(); ; next = output.readLine()) {
                assertTrue(next != null, () -> "It did not say " + line + ": " + said);
                if (next.equals(line)) {
                    return;
                }
                said.add(next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the scenario go on. */
    public void goOn() throws IOException {
        input.write("\n");
        input.flush();
    }

    /** Waits for its end, at which all was as it must be. */
    public void finish() {
        output.lines().forEach(said::add);
        assertTrue(wait(process), "It does not end.");
        said.forEach(System.out::println);
        assertEquals(0, process.exitValue(), () -> String.join("\n", said));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
