package dev.daybook.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A shell in which commands are typed one after the other: what one of them sets, the next one
 * finds.
 */
public final class Terminal {

    /** Stands in the output behind each command; no command prints it. */
    private static final String END = "=== typed ===";

    private static final long SECONDS = 120;

    private Terminal() {}

    /**
     * What each of the commands printed, to standard output and to standard error.
     *
     * @param folder where they are typed: an empty one
     * @param environment besides PATH and HOME
     */
    public static List<String> type(
            List<String> commands, Path folder, Map<String, String> environment) {
        Path output = folder.resolve(".terminal.log");
        try {
            Process process =
                    shell(commands, folder, environment)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            process.getOutputStream().close();
            awaitEnd(process, output);
            return outputs(Files.readString(output), commands.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProcessBuilder shell(
            List<String> commands, Path folder, Map<String, String> environment)
            throws IOException {
        Path tools = Files.createDirectory(folder.resolve(".terminal"));
        Path script = Files.writeString(tools.resolve("script"), script(commands));
        // on a terminal it shows no progress
        Files.writeString(tools.resolve(".curlrc"), "silent\nshow-error\n");
        Path java = Files.writeString(tools.resolve("java"), java());
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder shell = new ProcessBuilder("bash", script.toString());
        shell.directory(folder.toFile());
        shell.environment().keySet().retainAll(List.of("PATH", "HOME"));
        shell.environment().merge("PATH", tools.toString(), (path, first) -> first + ":" + path);
        shell.environment().put("CURL_HOME", tools.toString());
        shell.environment().putAll(environment);
        return shell;
    }

    /** That of the test, whichever is the system's; a packaged jar is run as other tests do. */
    private static String java() {
        return """
        #!/bin/sh
        while [ "$1" != -jar ]; do shift; done
        shift 2
        exec %s "$@"
        """
                .formatted(String.join(" ", Packaged.command()));
    }

    /** Behind each command its status is what it was: the next one may ask for it. */
    private static String script(List<String> commands) {
        StringBuilder script = new StringBuilder("shopt -s expand_aliases\n");
        commands.forEach(
                command ->
                        script.append(command)
                                .append("\nstatus=$?; printf '\\n")
                                .append(END)
                                .append("\\n'; (exit $status)\n"));
        return script.toString();
    }

    private static void awaitEnd(Process process, Path output) throws IOException {
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("A command does not end:\n" + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static List<String> outputs(String all, int count) {
        List<String> outputs = new ArrayList<>(List.of(all.split("\n" + END + "\n", -1)));
        String rest = outputs.removeLast();
        if (outputs.size() != count) {
            throw new AssertionError("Not all commands were run; the shell said:\n" + rest);
        }
        return List.copyOf(outputs);
    }
}
