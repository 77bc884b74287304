package dev.daybook.store.postgres.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * A folder of PostgreSQL's data that this process alone may use: by a lock that ends with the
 * process, so that a server found running in it was left behind.
 */
final class DataFolder implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(EmbeddedDatabase.class);
    private static final long STOP_SECONDS = 10;

    /** As PostgreSQL writes it; the last line says whether the server is up. */
    private static final int PID_FILE_LINES = 8;

    private static final int PID_FILE_PORT = 3;

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Nothing where another process uses it; its parent is made where there is none. */
    static Optional<DataFolder> lock(Path dataFolder) {
        Path folder = dataFolder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder.getParent());
            FileChannel channel =
                    FileChannel.open(
                            lockFile(folder), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return Optional.of(new DataFolder(folder, channel));
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

    Path path() {
        return path;
    }

    /** Frees it for others. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port of the server that is up in the folder of another process, if it is. */
    static OptionalInt portIn(Path dataFolder) {
        try {
            Path file = pidFile(dataFolder);
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            return lines.size() < PID_FILE_LINES || !lines.getLast().strip().equals("ready")
                    ? OptionalInt.empty()
                    : OptionalInt.of(Integer.parseInt(lines.get(PID_FILE_PORT)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path pidFile(Path folder) {
        return folder.resolve("postmaster.pid");
    }

    /** Stops the server that a killed process left behind in it. */
    void stopLeftover() throws IOException {
        Path pidFile = pidFile(path);
        if (!Files.exists(pidFile)) {
            return;
        }
        Optional<ProcessHandle> leftover =
                processIn(pidFile).filter(process -> isServerOf(path, process));
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

    /** Removes it, and the file of its lock. */
    void delete() throws IOException {
        delete(path);
        Files.deleteIfExists(lockFile(path));
    }

    static void delete(Path folder) throws IOException {
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
