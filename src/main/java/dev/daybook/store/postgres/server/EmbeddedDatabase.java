package dev.daybook.store.postgres.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * A real PostgreSQL server that lives as long as the service, on a free port of the loopback
 * interface.
 *
 * <p>A data folder belongs to one service at a time, by a lock that ends with the process; so a
 * server found running in a folder whose lock is free was left behind by a service that was killed,
 * and is stopped.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(EmbeddedDatabase.class);
    private static final Duration STARTUP = Duration.ofSeconds(60);
    private static final int FREE_PORT = 0;
    private static final long STOP_SECONDS = 10;

    /** As PostgreSQL writes it; the last line says whether the server is up. */
    private static final int PID_FILE_LINES = 8;

    private static final int PID_FILE_PORT = 3;

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

    private final Path folder;
    private final boolean temporary;
    private final FileChannel lock;
    private final EmbeddedPostgres server;

    private EmbeddedDatabase(
            Path folder, boolean temporary, FileChannel lock, EmbeddedPostgres server) {
        this.folder = folder;
        this.temporary = temporary;
        this.lock = lock;
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
        Path folder = dataFolder.toAbsolutePath().normalize();
        FileChannel lock =
                lock(folder)
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "another Daybook uses the folder " + dataFolder));
        try {
            stopLeftover(folder);
            if (!Files.exists(folder)) {
                initialize(folder);
            }
            return new EmbeddedDatabase(folder, false, lock, launch(folder, port, DURABLE));
        } catch (IOException e) {
            close(lock);
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
            Path folder =
                    parent.resolve(
                            TEMPORARY + ProcessHandle.current().pid() + "-" + System.nanoTime());
            FileChannel lock = lock(folder).orElseThrow();
            return new EmbeddedDatabase(folder, true, lock, launch(folder, FREE_PORT, FORGETFUL));
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
        Path folder = dataFolder.toAbsolutePath().normalize();
        Optional<FileChannel> lock = lock(folder);
        if (lock.isPresent()) {
            close(lock.get());
            return OptionalInt.empty();
        }
        try {
            Path pidFile = folder.resolve("postmaster.pid");
            List<String> lines = Files.exists(pidFile) ? Files.readAllLines(pidFile) : List.of();
            if (lines.size() < PID_FILE_LINES || !lines.getLast().strip().equals("ready")) {
                throw new IllegalStateException(
                        "another Daybook, which uses the folder, is just starting or ending");
            }
            return OptionalInt.of(Integer.parseInt(lines.get(PID_FILE_PORT)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
                delete(folder);
                Files.deleteIfExists(lockFile(folder));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            close(lock);
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
        delete(unfinished);
        launch(unfinished, FREE_PORT, FORGETFUL).close();
        Files.move(unfinished, folder);
    }

    private static Optional<FileChannel> lock(Path folder) {
        try {
            Files.createDirectories(folder.getParent());
            FileChannel channel =
                    FileChannel.open(
                            lockFile(folder), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return Optional.of(channel);
            }
            channel.close();
            return Optional.empty();
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path lockFile(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".lock");
    }

    private static void close(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stopLeftover(Path folder) throws IOException {
        Path pidFile = folder.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        Optional<ProcessHandle> leftover =
                processIn(pidFile).filter(process -> isServerOf(folder, process));
        if (leftover.isPresent()) {
            LOG.infof(
                    "Stopping the PostgreSQL that a killed service left behind (process %d).",
                    leftover.get().pid());
            stop(leftover.get());
        }
        Files.deleteIfExists(pidFile);
    }

    /**
     * Its first line is the server's process number, unless the file was damaged when the power
     * failed.
     */
    private static Optional<ProcessHandle> processIn(Path pidFile) throws IOException {
        String content = Files.readString(pidFile, StandardCharsets.ISO_8859_1);
        String number = content.lines().findFirst().orElse("").strip();
        return number.matches("\\d{1,18}")
                ? ProcessHandle.of(Long.parseLong(number))
                : Optional.empty();
    }

    /** The number in an old file may by now be that of any process, another server's too. */
    private static boolean isServerOf(Path folder, ProcessHandle process) {
        return process.info().command().filter(command -> command.endsWith("postgres")).isPresent()
                && Stream.of(process.info().arguments().orElse(new String[0]))
                        .anyMatch(argument -> isSame(folder, argument));
    }

    private static boolean isSame(Path folder, String argument) {
        try {
            return Files.isSameFile(folder, Path.of(argument));
        } catch (IOException e) {
            return false;
        }
    }

    private static void stop(ProcessHandle server) {
        server.destroy();
        try {
            server.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            server.destroyForcibly();
            server.onExit().join();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeLeftovers(Path parent) throws IOException {
        List<Path> folders;
        try (Stream<Path> entries = Files.list(parent)) {
            folders =
                    entries.filter(entry -> entry.getFileName().toString().startsWith(TEMPORARY))
                            .filter(Files::isDirectory)
                            .toList();
        }
        for (Path folder : folders) {
            Optional<FileChannel> lock = lock(folder);
            if (lock.isPresent()) {
                stopLeftover(folder);
                delete(folder);
                Files.deleteIfExists(lockFile(folder));
                close(lock.get());
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
