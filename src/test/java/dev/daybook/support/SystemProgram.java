package dev.daybook.support;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of Debian's packages, which are installed where they are missing and one may. */
final class SystemProgram {

    private static final Path FOLDER = Path.of("target", "apt").toAbsolutePath();
    private static final long BOUND_SECONDS = 300;

    private SystemProgram() {}

    /** The program of the package that has its name. */
    static synchronized Path find(String name) throws IOException {
        if (onPath(name).isEmpty() && onPath("apt-get").isPresent()) {
            install(name);
        }
        return onPath(name)
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "This test needs " + name + " on the PATH: install it."));
    }

    /** Tests run side by side in several processes, and each may be the first that needs one. */
    private static void install(String name) throws IOException {
        Files.createDirectories(FOLDER);
        try (FileChannel lock = FileChannel.open(FOLDER.resolve("lock"), CREATE, WRITE);
                FileLock _ = lock.lock()) {
            if (onPath(name).isEmpty()) {
                run("apt-get", "update");
                run("apt-get", "install", "-y", "--no-install-recommends", name);
            }
        }
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void run(String... command) throws IOException {
        Path output = FOLDER.resolve("apt.txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            boolean ended = process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            assertTrue(
                    ended && process.exitValue() == 0,
                    String.join(" ", command) + ":\n" + Files.readString(output));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
