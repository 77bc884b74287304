package dev.daybook.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command of an operator as a process of its own, as the packaged service runs it. */
public final class CommandRun implements AutoCloseable {

    /** How it ended, and what it wrote to standard output and to standard error. */
    public record Result(int exitCode, String out, String err) {}

    private static final long SECONDS = 120;

    private final Path out;
    private final Path err;
    private final Process process;

    private CommandRun(Map<String, String> settings, String... words) {
        Path folder = Path.of("target", "commands");
        String number = Service.nextNumber();
        this.out = folder.resolve(number + ".out");
        this.err = folder.resolve(number + ".err");
        List<String> command = new ArrayList<>(Packaged.command());
        command.addAll(List.of(words));
        ProcessBuilder builder = Service.process(command, settings);
        try {
            Files.createDirectories(folder);
            this.process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a command; its standard input is open. */
    public static CommandRun start(Map<String, String> settings, String... words) {
        return new CommandRun(settings, words);
    }

    /** Runs a command to its end, with nothing on standard input. */
    public static Result run(Map<String, String> settings, String... words) {
        return feed(settings, "", words);
    }

    /** Runs a command to its end, with a text on standard input. */
    public static Result feed(Map<String, String> settings, String in, String... words) {
        try (CommandRun command = start(settings, words)) {
            command.say(in);
            return command.result();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes to its standard input. */
    public void say(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(UTF_8));
        process.getOutputStream().flush();
    }

    /** As {@code kill} does, and waits for the end. */
    public Result terminate() throws IOException {
        process.destroy();
        return result();
    }

    /** Closes its standard input, and waits for its end. */
    public Result result() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("The command does not end:\n" + Files.readString(err));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
