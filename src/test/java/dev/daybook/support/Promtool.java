package dev.daybook.support;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Prometheus' own checker: the one on the path, else the one in the system's package, which is
 * unpacked under {@code target} and installs nothing.
 */
public final class Promtool {

    private static final String MISSING =
            "There is no promtool on the PATH, and `apt-get download prometheus` does not bring it"
                    + " (is there a list of packages? `apt-get update`). Install Prometheus, or put"
                    + " promtool on the PATH. ";

    /** What it says of files in which nothing is wrong. */
    private static final Pattern PRAISE =
            Pattern.compile("Checking .*|Unit Testing: .*| *SUCCESS.*|");

    private static final Path CACHE = Path.of("target", "promtool").toAbsolutePath();
    private static final long BOUND_SECONDS = 300;

    private Promtool() {}

    /** What it finds wrong with metrics in the text format: nothing. */
    public static String complaintsAbout(String metrics) {
        return complaints(metrics, "check", "metrics");
    }

    /** What it finds wrong with a file of rules: nothing. */
    public static String complaintsAboutRules(String rules) {
        return complaints(rules, "check", "rules", "/dev/stdin");
    }

    /** What it finds wrong with a configuration, without looking for what that names: nothing. */
    public static String complaintsAboutConfiguration(String configuration) {
        return complaints(configuration, "check", "config", "--syntax-only", "/dev/stdin");
    }

    /** What rules do otherwise than a file of tests for them says: nothing. */
    public static String complaintsAboutBehaviour(Path tests) {
        return complaints("", "test", "rules", tests.toAbsolutePath().toString());
    }

    private static String complaints(String about, String... arguments) {
        Path tool = onPath().orElseGet(Promtool::unpacked);
        List<String> command = new ArrayList<>(List.of(tool.toString()));
        command.addAll(List.of(arguments));
        try {
            Path input = Files.writeString(Files.createTempFile("promtool", ".in"), about);
            Path output = Files.createTempFile("promtool", ".txt");
            int exit = run(input.toFile(), output, command);
            String told = Files.readString(output);
            Files.delete(input);
            Files.delete(output);
            return exit == 0
                    ? told.lines()
                            .filter(line -> !PRAISE.matcher(line).matches())
                            .collect(joining("\n"))
                    : "promtool ended with " + exit + ":\n" + told;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> onPath() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Tests run side by side in several processes, and each may be the first that needs it. */
    private static synchronized Path unpacked() {
        Path tool = CACHE.resolve("usr/bin/promtool");
        try {
            Files.createDirectories(CACHE);
            try (FileChannel lock = FileChannel.open(CACHE.resolve("lock"), CREATE, WRITE);
                    FileLock _ = lock.lock()) {
                if (!Files.isExecutable(tool) && !fetched() && run("apt-get", "update") == 0) {
                    fetched();
                }
            }
        } catch (IOException e) {
            throw new AssertionError(MISSING + e.getMessage(), e);
        }
        if (!Files.isExecutable(tool)) {
            throw new AssertionError(MISSING);
        }
        return tool;
    }

    private static boolean fetched() throws IOException {
        if (run("apt-get", "download", "prometheus") != 0) {
            return false;
        }
        try (Stream<Path> files = Files.list(CACHE)) {
            Path deb =
                    files.filter(file -> file.toString().endsWith(".deb"))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError(MISSING));
            return run("dpkg-deb", "--extract", deb.toString(), CACHE.toString()) == 0;
        }
    }

    private static int run(String... command) throws IOException {
        return run(new File("/dev/null"), CACHE.resolve("log.txt"), List.of(command));
    }

    private static int run(File input, Path output, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        Path folder = Files.isDirectory(CACHE) ? CACHE : Path.of(".");
        Process process =
                builder.directory(folder.toFile())
                        .redirectInput(input)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return process.exitValue();
    }
}
