package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Addresses;
import dev.daybook.support.DatabaseServer;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service with a database of its own, which keeps its data in a folder. */
class EmbeddedIT {

    @TempDir Path folder;

    @Test
    void data_survive_a_graceful_restart_and_no_server_is_left_meanwhile() throws IOException {
        Service service = start();
        try {
            deposit(service);
            ProcessHandle server = server();
            assertEquals(143, service.terminate(), service::log);
            Wait.until("the server ends with the service", () -> !server.isAlive());
            service = service.restart();
            assertBalance(service, 100);
        } finally {
            service.close();
        }
    }

    @Test
    void data_survive_a_kill_of_the_service_and_the_server_that_is_left_is_replaced()
            throws IOException {
        Service service = start();
        try {
            deposit(service);
            ProcessHandle left = server();
            service.kill();
            assertTrue(left.isAlive(), "nobody told the server to end");
            service = service.restart();
            assertFalse(left.isAlive(), "the server that was left");
            assertNotEquals(left.pid(), server().pid());
            assertBalance(service, 100);
        } finally {
            service.close();
        }
    }

    @Test
    void a_stale_process_number_harms_neither_the_start_nor_the_process_that_bears_it_now()
            throws IOException {
        Path others = folder.resolve("others");
        Service service = start();
        try (DatabaseServer other = DatabaseServer.startIn(others)) {
            service.terminate();
            for (long pid :
                    List.of(ProcessHandle.current().pid(), DatabaseServer.postmaster(others))) {
                Files.writeString(data().resolve("postmaster.pid"), pid + "\n" + data() + "\n");
                service = service.restart();
                service.terminate();
            }
            for (String damaged : List.of("", "\0\0\0\0")) {
                Files.writeString(data().resolve("postmaster.pid"), damaged);
                service = service.restart();
                service.terminate();
            }
            assertEquals(1, other.database().number("select 1"), "another server was stopped");
        } finally {
            service.close();
        }
    }

    @Test
    void a_second_service_on_the_same_folder_is_refused_in_one_line_and_the_first_goes_on()
            throws IOException {
        try (Service first = start()) {
            deposit(first);
            Service second = first.launchSecond();
            assertNotEquals(0, second.exitCode());
            SettingsIT.assertOneLine(second.log(), "DAYBOOK_DATA_DIR", "another Daybook");
            assertBalance(first, 100);
        }
    }

    @Test
    void the_server_is_durable_and_reachable_from_this_machine_only() throws IOException {
        try (var _ = start()) {
            TestDatabase database = TestDatabase.on(port(), "postgres");
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                assertEquals(List.of("on"), database.rows("show " + setting), setting);
            }
            assertEquals(List.of("127.0.0.1"), database.rows("show listen_addresses"));
            assertEquals(List.of(), Addresses.beyondLoopback(port()));
        }
    }

    @Test
    void a_first_start_that_was_interrupted_is_done_again() throws IOException {
        Path unfinished = data().resolveSibling("postgres.unfinished");
        Files.createDirectories(unfinished.resolve("base"));
        Files.writeString(unfinished.resolve("PG_VERSION"), "18");
        try (Service service = start()) {
            deposit(service);
            assertBalance(service, 100);
            assertFalse(Files.exists(unfinished), "what was unfinished is still there");
        }
    }

    private Service start() {
        return Service.start(Map.of("DAYBOOK_DATA_DIR", data().toString()));
    }

    private Path data() {
        return folder.resolve("data").resolve("postgres");
    }

    private ProcessHandle server() {
        return ProcessHandle.of(DatabaseServer.postmaster(data())).orElseThrow();
    }

    private int port() throws IOException {
        return Integer.parseInt(Files.readAllLines(data().resolve("postmaster.pid")).get(3));
    }

    private static void deposit(Service service) throws IOException {
        assertEquals(
                201,
                service.post(
                                "/api/accounts",
                                """
                                {"accountId":"acc-1","ownerId":"user-1","currency":"USD"}""")
                        .statusCode());
        assertEquals(
                200,
                service.post(
                                "/api/accounts/acc-1/deposits",
                                """
                                {"amount":100,"currency":"USD","transactionId":"txn-1"}""")
                        .statusCode());
    }

    private static void assertBalance(Service service, long expected) {
        Wait.until(
                "the balance is " + expected,
                () -> {
                    try {
                        return service.get("/api/accounts/acc-1/balance")
                                .body()
                                .contains("\"balance\":" + expected + ",");
                    } catch (IOException e) {
                        return false;
                    }
                });
    }
}
