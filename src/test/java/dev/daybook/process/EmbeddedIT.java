package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.DatabaseServer;
import dev.daybook.support.Service;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service with a database of its own, which keeps its data in a folder. More of the folder:
 * EmbeddedDatabaseTest.
 */
class EmbeddedIT {

    @TempDir Path folder;

    @Test
    void data_survive_a_restart_and_a_kill_and_no_server_is_left() throws IOException {
        Service service = start();
        try {
            deposit(service);
            ProcessHandle server = server();
            assertEquals(143, service.terminate(), service::log);
            Wait.until("the server ends with the service", () -> !server.isAlive());

            service = service.restart();
            assertBalance(service, 100);
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

    private Service start() {
        return Service.start(Map.of("DAYBOOK_DATA_DIR", data().toString()));
    }

    private Path data() {
        return folder.resolve("data").resolve("postgres");
    }

    private ProcessHandle server() {
        return ProcessHandle.of(DatabaseServer.postmaster(data())).orElseThrow();
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
