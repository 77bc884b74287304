package dev.daybook.support;

import dev.daybook.store.postgres.server.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** A server of its own, whose data stay in a folder, that can be killed and started again. */
public final class DatabaseServer implements AutoCloseable {

    /** The library tells at length that a dead server cannot be stopped. */
    private static final Logger LIBRARY = Logger.getLogger("io.zonky");

    private final Path folder;
    private final int port;
    private EmbeddedDatabase server;

    private DatabaseServer(Path folder, int port) {
        LIBRARY.setLevel(Level.OFF);
        this.folder = folder;
        this.port = port;
        this.server = EmbeddedDatabase.start(folder, port);
    }

    /** A new server on a free port, its data in a folder that does not exist yet. */
    public static DatabaseServer startIn(Path folder) {
        return new DatabaseServer(folder, Service.freePort());
    }

    /** The settings of a service that works on this server. */
    public Map<String, String> settings() {
        return database().settings();
    }

    public TestDatabase database() {
        return TestDatabase.on(port, "postgres");
    }

    /** The process number that a server noted in its folder. */
    public static long postmaster(Path folder) {
        try {
            return Long.parseLong(
                    Files.readAllLines(folder.resolve("postmaster.pid")).getFirst().strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a crash of its machine: no process of the server says another word. */
    public void kill() {
        ProcessHandle postmaster = ProcessHandle.of(postmaster(folder)).orElseThrow();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        Wait.until("the server is dead", () -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    /**
     * Another server, with all that is in this one, that takes no writes and is sent what is
     * committed here. This one stands still meanwhile.
     */
    public DatabaseServer standbyIn(Path otherFolder) {
        DatabaseServer standby = copyIn(otherFolder, "port=" + port + " host=127.0.0.1");
        database().execute("alter system set synchronous_standby_names = '*'");
        database().execute("select pg_reload_conf()");
        Wait.until(
                "commits wait for the standby",
                () ->
                        database()
                                        .number(
                                                "select count(*) from pg_stat_replication where sync_state = 'sync'")
                                == 1);
        return standby;
    }

    /** The same, but it is sent nothing. */
    public DatabaseServer forgottenStandbyIn(Path otherFolder) {
        return copyIn(otherFolder, "");
    }

    private DatabaseServer copyIn(Path otherFolder, String primary) {
        server.close();
        try {
            copyFolder(otherFolder);
            Files.createFile(otherFolder.resolve("standby.signal"));
            Files.writeString(
                    otherFolder.resolve("postgresql.auto.conf"),
                    primary.isEmpty()
                            ? ""
                            : "primary_conninfo = '%s user=postgres'%n".formatted(primary),
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = EmbeddedDatabase.start(folder, port);
        return startIn(otherFolder);
    }

    private void copyFolder(Path target) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.toList()) {
                Files.copy(
                        each,
                        target.resolve(folder.relativize(each).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** A standby takes writes from now on. */
    public void promote() {
        database().execute("select pg_promote()");
    }

    /** Starts it again after its end: the same folder, the same port. */
    public void restart() {
        server.close();
        server = EmbeddedDatabase.start(folder, port);
    }

    @Override
    public void close() {
        server.close();
    }
}
