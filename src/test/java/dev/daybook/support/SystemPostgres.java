package dev.daybook.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL of the system's package, which brings the programs for backups along; its data are
 * in a folder. Scripts find these programs, and by the variables of libpq this server.
 */
public final class SystemPostgres implements AutoCloseable {

    private static final String DATABASE = "daybook";
    private static final long BOUND_SECONDS = 120;

    private final Path data;
    private final int port;

    private SystemPostgres(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    /**
     * One that has been started, without any database of the service.
     *
     * @param data a folder that is not there yet
     * @param configuration lines of {@code postgresql.conf}
     */
    public static SystemPostgres start(Path data, String configuration) {
        SystemPostgres server = notStarted(data, Service.freePort());
        server.run(
                "initdb --pgdata=%s --username=%s --auth=trust".formatted(data, TestDatabase.USER));
        try {
            Path file = data.resolve("postgresql.conf");
            Files.writeString(
                    file,
                    Files.readString(file) + "\nunix_socket_directories = ''\n" + configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.run("pg_ctl --pgdata=%s --log=%s.log start".formatted(data, data));
        return server;
    }

    /** One whose folder is filled, and which is started, by a script. */
    public static SystemPostgres notStarted(Path data, int port) {
        return new SystemPostgres(data, port);
    }

    public int port() {
        return port;
    }

    /** The one of the service. */
    public TestDatabase database() {
        return TestDatabase.on(port, DATABASE);
    }

    public void createDatabase() {
        TestDatabase.on(port, TestDatabase.USER).execute("create database " + DATABASE);
    }

    /** Runs a script of the shell that has to succeed; the server refuses to be run by root. */
    public void run(String script) {
        List<String> command = new ArrayList<>(List.of("sh", "-e", "-c", script));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(0, List.of("unshare", "-U"));
        }
        try {
            Path programs = SystemProgram.find("postgres", "postgresql").toRealPath().getParent();
            Path output = Files.createTempFile("daybook-postgres-", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment()
                    .merge(
                            "PATH",
                            programs.toString(),
                            (path, first) -> first + File.pathSeparator + path);
            builder.environment().put("PGHOST", database().host());
            builder.environment().put("PGPORT", String.valueOf(port));
            builder.environment().put("PGUSER", TestDatabase.USER);
            Process process =
                    builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
            boolean ended = process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError(script + "\n" + Files.readString(output));
            }
            Files.delete(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without a word to those who are connected. */
    @Override
    public void close() {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            run("pg_ctl --pgdata=%s --mode=fast stop".formatted(data));
        }
    }
}
