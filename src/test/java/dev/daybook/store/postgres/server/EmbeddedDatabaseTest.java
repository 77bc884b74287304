package dev.daybook.store.postgres.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Addresses;
import dev.daybook.support.DatabaseServer;
import dev.daybook.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server and its data folder, whatever was left in it. */
class EmbeddedDatabaseTest {

    @TempDir Path folder;

    @Test
    void the_server_is_durable_and_reachable_from_this_machine_only() throws IOException {
        try (EmbeddedDatabase server = EmbeddedDatabase.start(data())) {
            TestDatabase database = TestDatabase.on(server.port(), "postgres");
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                assertEquals(List.of("on"), database.rows("show " + setting), setting);
            }
            assertEquals(List.of("127.0.0.1"), database.rows("show listen_addresses"));
            assertEquals(List.of(), Addresses.beyondLoopback(server.port()));
        }
    }

    @Test
    void a_stale_process_number_harms_neither_the_start_nor_the_process_that_bears_it_now()
            throws IOException {
        Path others = folder.resolve("others");
        try (DatabaseServer other = DatabaseServer.startIn(others)) {
            write(data(), "create table kept (a int)");
            for (long pid :
                    List.of(ProcessHandle.current().pid(), DatabaseServer.postmaster(others))) {
                assertStarts(pid + "\n" + data() + "\n");
            }
            assertStarts("");
            assertStarts("\0\0\0\0");
            assertEquals(1, other.database().number("select 1"), "another server was stopped");
        }
    }

    @Test
    void a_first_start_that_was_interrupted_is_done_again() throws IOException {
        Path unfinished = data().resolveSibling("postgres.unfinished");
        Files.createDirectories(unfinished.resolve("base"));
        Files.writeString(unfinished.resolve("PG_VERSION"), "18");
        write(data(), "create table kept (a int)");
        assertFalse(Files.exists(unfinished), "what was unfinished is still there");
    }

    @Test
    void a_folder_that_is_in_use_is_named() {
        try (var _ = EmbeddedDatabase.start(data())) {
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> EmbeddedDatabase.start(data()));
            assertTrue(refused.getMessage().contains(data().toString()), refused::getMessage);
        }
    }

    private Path data() {
        return folder.resolve("data").resolve("postgres");
    }

    private static void write(Path data, String sql) {
        try (EmbeddedDatabase server = EmbeddedDatabase.start(data)) {
            TestDatabase.on(server.port(), "postgres").execute(sql);
        }
    }

    /** With this left in its folder, and what was written before is there. */
    private void assertStarts(String processFile) throws IOException {
        Files.writeString(data().resolve("postmaster.pid"), processFile);
        try (EmbeddedDatabase server = EmbeddedDatabase.start(data())) {
            assertEquals(
                    0,
                    TestDatabase.on(server.port(), "postgres").number("select count(*) from kept"));
        }
    }
}
