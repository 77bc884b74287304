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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of Debian's packages, which are installed where they are missing and one may. */
final class SystemProgram {

    private static final Path FOLDER = Path.of("target", "apt").toAbsolutePath();
    private static final Path POSTGRES = Path.of("/usr/lib/postgresql");
    private static final long BOUND_SECONDS = 300;

    private SystemProgram() {}

    /** The program of the package that has its name. */
    static Path find(String name) throws IOException {
        return find(name, name);
    }

    /** A program of a package. */
    static synchronized Path find(String name, String debianPackage) throws IOException {
        if (installed(name).isEmpty() && installed("apt-get").isPresent()) {
            install(name, debianPackage);
        }
        return installed(name)
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "This test needs " + name + " on the PATH: install it."));
    }

    /** Tests run side by side in several processes, and each may be the first that needs one. */
    private static void install(String name, String debianPackage) throws IOException {
        Files.createDirectories(FOLDER);
        try (FileChannel lock = FileChannel.open(FOLDER.resolve("lock"), CREATE, WRITE);
                FileLock _ = lock.lock()) {
            if (installed(name).isEmpty()) {
                run("apt-get", "update");
                run("apt-get", "install", "-y", "--no-install-recommends", debianPackage);
            }
        }
    }

    private static Optional<Path> installed(String program) throws IOException {
        Stream<Path> onPath =
                Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of);
        return Stream.concat(onPath, postgresFolders().stream())
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Where Debian keeps the programs of each version, newest first. */
    private static List<Path> postgresFolders() throws IOException {
        if (!Files.isDirectory(POSTGRES)) {
            return List.of();
        }
        try (Stream<Path> versions = Files.list(POSTGRES)) {
            return versions.sorted(Comparator.reverseOrder())
                    .map(version -> version.resolve("bin"))
                    .toList();
        }
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
