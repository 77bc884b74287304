package dev.daybook.support;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The build of the last tag, or before the first one of the commit before the newest migration: a
 * service of the schema that comes before today's. It is built once, from git's history; where that
 * is shallow, from what is there.
 */
public final class LastRelease {

    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final Path FOLDER = Path.of("target", "last-release");
    private static final long BOUND_SECONDS = 300;

    private LastRelease() {}

    /** Its jar. */
    public static Path jar() throws IOException {
        String commit = commit();
        Path folder = FOLDER.resolve(commit);
        Path jar = folder.resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            Files.createDirectories(folder);
            succeed(
                    Path.of("."),
                    "sh",
                    "-c",
                    "git archive %s | tar -x -C %s".formatted(commit, folder));
            succeed(
                    folder,
                    "./mvnw",
                    "-B",
                    "-q",
                    "package",
                    "-Dmaven.test.skip=true",
                    "-Dspotless.check.skip",
                    "-Dexec.skip");
        }
        return jar;
    }

    private static String commit() throws IOException {
        String tag = run(Path.of("."), "git", "describe", "--tags", "--abbrev=0", "HEAD^").out();
        if (!tag.isEmpty()) {
            return succeed(Path.of("."), "git", "rev-parse", tag + "^{commit}");
        }
        String added =
                succeed(
                        Path.of("."),
                        "git",
                        "log",
                        "-1",
                        "--format=%H^",
                        "--diff-filter=A",
                        "--",
                        newestMigration().toString());
        boolean there = run(Path.of("."), "git", "cat-file", "-e", added).exitCode() == 0;
        if (!there) {
            System.out.println(
                    "LastRelease: the history does not go back as far: it is built from HEAD.");
        }
        return succeed(Path.of("."), "git", "rev-parse", there ? added : "HEAD");
    }

    private static Path newestMigration() throws IOException {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            return files.max(Comparator.comparingInt(LastRelease::number)).orElseThrow();
        }
    }

    private static int number(Path migration) {
        return Integer.parseInt(migration.getFileName().toString().replaceAll("^V|__.*", ""));
    }

    private record Ended(int exitCode, String out) {}

    private static String succeed(Path folder, String... command) throws IOException {
        Ended ended = run(folder, command);
        assertTrue(
                ended.exitCode() == 0,
                "This test builds an older commit, so it needs git and its whole history. "
                        + List.of(command)
                        + ": "
                        + ended.out());
        return ended.out();
    }

    private static Ended run(Path folder, String... command) throws IOException {
        Path output = Files.createTempFile("daybook-last-release-", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(new File("/dev/null"))
                        .start();
        try {
            boolean ended = process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            String out = Files.readString(output).strip();
            Files.delete(output);
            return new Ended(ended ? process.exitValue() : -1, out);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
