package dev.daybook.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/** A pooler in front of the tests' PostgreSQL, configured with nothing but its mode. */
public final class PgBouncer implements AutoCloseable {

    private final TestDatabase database;
    private final int port;
    private final Process process;

    private PgBouncer(TestDatabase database, int port, Process process) {
        this.database = database;
        this.port = port;
        this.process = process;
    }

    /**
     * @param mode {@code session} or {@code transaction}
     * @param folder an empty one
     */
    public static PgBouncer start(TestDatabase database, String mode, Path folder) {
        int port = Service.freePort();
        Map<String, String> settings = database.settings();
        try {
            Path users =
                    Files.writeString(
                            folder.resolve("users"),
                            "\"%s\" \"%s\"\n"
                                    .formatted(
                                            settings.get("POSTGRES_USER"),
                                            settings.get("POSTGRES_PASSWORD")));
            Path configuration =
                    Files.writeString(
                            folder.resolve("pgbouncer.ini"),
                            """
                            [databases]
                            * = host=%s port=%s
                            [pgbouncer]
                            listen_addr = 127.0.0.1
                            listen_port = %d
                            unix_socket_dir =
                            auth_type = trust
                            auth_file = %s
                            pool_mode = %s
                            """
                                    .formatted(
                                            settings.get("POSTGRES_HOST"),
                                            settings.get("POSTGRES_PORT"),
                                            port,
                                            users,
                                            mode));
            if (System.getProperty("user.name").equals("root")) {
                // which it refuses to run as
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
                Files.writeString(
                        configuration, Files.readString(configuration) + "user = nobody\n");
            }
            Process process =
                    new ProcessBuilder(
                                    SystemProgram.find("pgbouncer").toString(),
                                    configuration.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("log").toFile())
                            .start();
            PgBouncer pooler = new PgBouncer(database, port, process);
            Wait.until(
                    "the pooler answers",
                    () ->
                            TestDatabase.on(port, database.name())
                                    .accepts(settings.get("POSTGRES_USER"), ""));
            return pooler;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The settings of a service that works on the database through it. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("POSTGRES_PORT", String.valueOf(port));
        return settings;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
