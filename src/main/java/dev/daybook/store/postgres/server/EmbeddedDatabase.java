package dev.daybook.store.postgres.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * A real PostgreSQL server that lives as long as the service, on a free port of the loopback
 * interface.
 *
 * <p>A data folder belongs to one service at a time, by a lock that ends with the process; so a
 * server found running in a folder whose lock is free was left behind by a service that was killed,
 * and is stopped.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    private static final Duration STARTUP = Duration.ofSeconds(60);
    private static final int FREE_PORT = 0;

    /** Nobody may touch what belongs to another user. */
    private static final String TEMPORARY =
            "daybook-in-memory-" + System.getProperty("user.name") + "-";

    /** A server's first files take some 60 MB; a container often has no more than that. */
    private static final long MEMORY_NEEDED = 512L << 20;

    /** The library's own defaults are for tests: they would lose what was committed. */
    private static final Map<String, String> DURABLE =
            Map.of(
                    "fsync", "on",
                    "synchronous_commit", "on",
                    "full_page_writes", "on",
                    "max_wal_size", "2GB");

    private static final Map<String, String> FORGETFUL =
            Map.of(
                    "fsync", "off",
                    "synchronous_commit", "off",
                    "full_page_writes", "off",
                    "max_wal_size", "64MB",
                    "dynamic_shared_memory_type", "mmap"); // in the data folder, and gone with it

    private static final Map<String, String> COMMON =
            Map.of(
                    "listen_addresses", "127.0.0.1",
                    "unix_socket_directories", "",
                    "max_connections", "100");

    private final DataFolder folder;
    private final boolean temporary;
    private final EmbeddedPostgres server;

    private EmbeddedDatabase(DataFolder folder, boolean temporary, EmbeddedPostgres server) {
        this.folder = folder;
        this.temporary = temporary;
        this.server = server;
    }

    /**
     * Starts a server whose data stay in the folder; makes the folder where there is none.
     *
     * @throws IllegalStateException if another service uses the folder; the message says so in one
     *     line
     * @throws UncheckedIOException if the server cannot be started
     */
    public static EmbeddedDatabase start(Path dataFolder) {
        return start(dataFolder, FREE_PORT);
    }

    /** Starts it on this port. */
    public static EmbeddedDatabase start(Path dataFolder, int port) {
        DataFolder folder =
                DataFolder.lock(dataFolder)
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "another Daybook uses the folder " + dataFolder));
        try {
            folder.stopLeftover();
            if (!Files.exists(folder.path())) {
                initialize(folder.path());
            }
            return new EmbeddedDatabase(folder, false, launch(folder.path(), port, DURABLE));
        } catch (IOException e) {
            folder.close();
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a server whose data are gone with it, kept in memory where the system has a folder for
     * that. What killed services left behind is removed.
     *
     * @throws UncheckedIOException if the server cannot be started
     */
    public static EmbeddedDatabase startTemporary() {
        try {
            Path parent = temporaryParent();
            removeLeftovers(parent);
            DataFolder folder =
                    DataFolder.lock(
                                    parent.resolve(
                                            TEMPORARY
                                                    + ProcessHandle.current().pid()
                                                    + "-"
                                                    + System.nanoTime()))
                            .orElseThrow();
            return new EmbeddedDatabase(folder, true, launch(folder.path(), FREE_PORT, FORGETFUL));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The port of the server that another Daybook runs in the folder; none if the folder is free.
     *
     * @throws IllegalStateException if that server is not up; the message says so in one line
     * @throws UncheckedIOException if the folder cannot be looked into
     */
    public static OptionalInt runningIn(Path dataFolder) {
        Optional<DataFolder> free = DataFolder.lock(dataFolder);
        if (free.isPresent()) {
            free.get().close();
            return OptionalInt.empty();
        }
        return OptionalInt.of(
                DataFolder.portIn(dataFolder)
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "another Daybook, which uses the folder, is just starting or ending")));
    }

    public int port() {
        return server.getPort();
    }

    /**
     * Stops the server; nothing that was committed is lost, unless the server is a temporary one.
     */
    @Override
    public void close() {
        try {
            server.close();
            if (temporary) {
                folder.delete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            folder.close();
        }
    }

    private static Path temporaryParent() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory)
                        && Files.getFileStore(memory).getUsableSpace() >= MEMORY_NEEDED
                ? memory
                : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static EmbeddedPostgres launch(Path folder, int port, Map<String, String> durability)
            throws IOException {
        var builder =
                EmbeddedPostgres.builder()
                        .setDataDirectory(folder)
                        .setCleanDataDirectory(false)
                        .setPort(port)
                        .setRegisterShutdownHook(false)
                        .setPGStartupWait(STARTUP)
                        .setErrorRedirector(Redirect.DISCARD)
                        .setOutputRedirector(Redirect.DISCARD)
                        .setLocaleConfig("locale", "C")
                        .setServerConfig("log_destination", "stderr");
        COMMON.forEach(builder::setServerConfig);
        durability.forEach(builder::setServerConfig);
        return builder.start();
    }

    /** Under another name until it is complete: a half-made data folder would never start. */
    private static void initialize(Path folder) throws IOException {
        Path unfinished = folder.resolveSibling(folder.getFileName() + ".unfinished");
        DataFolder.delete(unfinished);
        launch(unfinished, FREE_PORT, FORGETFUL).close();
        Files.move(unfinished, folder);
    }

    private static void removeLeftovers(Path parent) throws IOException {
        List<Path> folders;
        try (Stream<Path> entries = Files.list(parent)) {
            folders =
                    entries.filter(entry -> entry.getFileName().toString().startsWith(TEMPORARY))
                            .filter(Files::isDirectory)
                            .toList();
        }
        for (Path path : folders) {
            Optional<DataFolder> leftover = DataFolder.lock(path);
            if (leftover.isPresent()) {
                leftover.get().stopLeftover();
                leftover.get().delete();
                leftover.get().close();
            }
        }
    }
}
