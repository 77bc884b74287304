package dev.daybook.support;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Installs tools of Node.js under {@code target}, and nowhere else; what is there is kept. */
public final class Npm {

    private static final long BOUND_SECONDS = 120;

    private Npm() {}

    /**
     * @param tools with their versions, {@code name@1.0.0}
     */
    public static void install(Path folder, String... tools) {
        try {
            Files.createDirectories(folder);
            Path output = Files.createTempFile("npm", ".txt");
            Process process =
                    start(
                            new ProcessBuilder(command(folder, tools))
                                    .directory(folder.toFile())
                                    .redirectErrorStream(true)
                                    .redirectOutput(output.toFile()));
            boolean ended = process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            String said = Files.readString(output);
            Files.delete(output);
            assertTrue(
                    ended && process.exitValue() == 0,
                    () -> "npm install " + List.of(tools) + ":\n" + said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> command(Path folder, String... tools) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "npm",
                                "install",
                                "--prefix",
                                folder.toString(),
                                "--prefer-offline",
                                "--no-audit",
                                "--no-fund"));
        command.addAll(List.of(tools));
        return command;
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new AssertionError(
                    "This test runs what npm installs: it needs Node.js 20 or newer with npm on the PATH.",
                    e);
        }
    }
}
