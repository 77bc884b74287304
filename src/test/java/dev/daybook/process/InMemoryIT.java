package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.DatabaseServer;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The service that keeps nothing. */
class InMemoryIT {

    private static final Map<String, String> IN_MEMORY = Map.of("EVENT_STORE_KIND", "in-memory");

    private static final List<Path> PLACES =
            List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of("/dev/shm"));

    @Test
    void the_api_works_and_the_log_is_not_in_the_database() throws IOException {
        try (Service service = Service.start(IN_MEMORY)) {
            createAndRead(service);
            assertEquals(0, database(service).number("select count(*) from events"));
        }
    }

    @Test
    void nothing_is_left_after_the_end_and_nothing_survives_a_restart() throws IOException {
        Service service = Service.start(IN_MEMORY);
        try {
            createAndRead(service);
            ProcessHandle server = server(service);
            service.terminate();
            Wait.until("the server ends", () -> !server.isAlive());
            assertEquals(List.of(), leftBy(service));
            try (Stream<Path> files = Files.list(service.folder())) {
                assertEquals(List.of(), files.toList());
            }
            service = service.restart();
            assertEquals(404, service.get("/api/accounts/acc-1").statusCode());
        } finally {
            service.close();
        }
    }

    @Test
    void the_next_start_removes_what_a_killed_service_left() throws IOException {
        Service killed = Service.start(IN_MEMORY);
        ProcessHandle server = server(killed);
        killed.kill();
        assertTrue(server.isAlive(), "nobody told the server to end");
        try (var _ = Service.start(IN_MEMORY)) {
            Wait.until("the server ends", () -> !server.isAlive());
            assertEquals(List.of(), leftBy(killed));
        } finally {
            killed.close();
        }
    }

    private static void createAndRead(Service service) throws IOException {
        String account =
                """
                {"accountId":"acc-1","ownerId":"user-1","currency":"USD"}""";
        String deposit =
                """
                {"amount":100,"currency":"USD","transactionId":"txn-1"}""";
        assertEquals(201, service.post("/api/accounts", account).statusCode());
        assertEquals(200, service.post("/api/accounts/acc-1/deposits", deposit).statusCode());
        Wait.until(
                "the balance is 100",
                () -> {
                    try {
                        return service.get("/api/accounts/acc-1")
                                .body()
                                .contains("\"balance\":100,");
                    } catch (IOException e) {
                        return false;
                    }
                });
    }

    /** Others may run on this machine: the folders bear the number of the process. */
    private static List<Path> leftBy(Service service) throws IOException {
        List<Path> left = new ArrayList<>();
        for (Path place : PLACES) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> entries = Files.list(place)) {
                    entries.filter(path -> belongsTo(path, service)).forEach(left::add);
                }
            }
        }
        return left;
    }

    private static boolean belongsTo(Path path, Service service) {
        String name =
                "daybook-in-memory-%s-%d-"
                        .formatted(System.getProperty("user.name"), service.pid());
        return path.getFileName().toString().startsWith(name);
    }

    private static Path data(Service service) throws IOException {
        return leftBy(service).stream().filter(Files::isDirectory).findFirst().orElseThrow();
    }

    private static ProcessHandle server(Service service) throws IOException {
        return ProcessHandle.of(DatabaseServer.postmaster(data(service))).orElseThrow();
    }

    private static TestDatabase database(Service service) throws IOException {
        List<String> lines = Files.readAllLines(data(service).resolve("postmaster.pid"));
        return TestDatabase.on(Integer.parseInt(lines.get(3).strip()), "postgres");
    }
}
