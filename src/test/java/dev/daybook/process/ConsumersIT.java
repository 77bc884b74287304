package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.Modules;
import dev.daybook.kernel.Projection;
import dev.daybook.support.Cluster;
import dev.daybook.support.KafkaBroker;
import dev.daybook.support.Seeds;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Workers that write read tables from Kafka write the rows that the projector writes. */
class ConsumersIT {

    private static final int DISTURBANCES = Integer.getInteger("consumers.disturbances", 4);
    private static final int WORKERS = 3;

    @TempDir Path folder;

    private final TestDatabase log = TestDatabase.migrated();
    private final TestDatabase copy = TestDatabase.empty();
    private KafkaBroker broker;

    @BeforeEach
    void start() throws IOException {
        broker = KafkaBroker.start(folder);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private Map<String, String> settings(TestDatabase database, String... more) {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("KAFKA_BOOTSTRAP_SERVERS", broker.address());
        settings.put("KAFKA_SESSION_TIMEOUT_MS", "6000");
        for (int index = 0; index < more.length; index += 2) {
            settings.put(more[index], more[index + 1]);
        }
        return settings;
    }

    private Service worker(TestDatabase database) {
        return Service.launch(settings(database, "DAYBOOK_ROLE", "consumer"));
    }

    static List<Long> seeds() {
        return Seeds.of("ConsumersIT", 1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_rows_are_those_of_the_projector_whatever_is_killed(long seed) throws IOException {
        Random random = new Random(seed);
        int[] counts = new int[3];
        List<Service> workers = new ArrayList<>();
        try (Service service = Service.start(settings(log, "DAYBOOK_DEMO", "true"))) {
            for (int number = 0; number < WORKERS; number++) {
                workers.add(worker(copy));
            }
            workers.forEach(Service::answering);
            for (int number = 0; number < DISTURBANCES; number++) {
                deposit(service, 50);
                int kind = random.nextInt(3);
                counts[kind]++;
                disturb(service, workers, random.nextInt(WORKERS), kind);
            }
            deposit(service, 50);
            awaitSameRows(copy);
            System.out.printf(
                    "ConsumersIT: %d events; workers killed: %d, stood still: %d, ended: %d%n",
                    head(), counts[0], counts[1], counts[2]);
            TestDatabase anew = TestDatabase.empty();
            try (Service alone = worker(anew)) {
                alone.answering();
                awaitSameRows(anew);
            }
        } finally {
            workers.forEach(Service::close);
        }
    }

    private void disturb(Service service, List<Service> workers, int number, int kind)
            throws IOException {
        Service worker = workers.get(number);
        switch (kind) {
            case 0 -> worker.kill();
            case 1 -> {
                worker.pause();
                deposit(service, 50);
                // until the others have its partitions
                awaitSameRows(copy, Cluster.SUMMARY);
                worker.resume();
                return;
            }
            default -> worker.terminate();
        }
        workers.set(number, worker(copy).answering());
    }

    private static void deposit(Service service, int times) throws IOException {
        for (int number = 0; number < times; number++) {
            String account =
                    "{\"accountId\":\"c-%d\",\"ownerId\":\"o\",\"currency\":\"USD\"}"
                            .formatted(number);
            service.post("/api/accounts", account);
            String deposit =
                    "{\"amount\":1,\"currency\":\"USD\",\"transactionId\":\"%d\"}"
                            .formatted(System.nanoTime());
            service.post("/api/accounts/c-" + number + "/deposits", deposit);
        }
    }

    private long head() {
        return log.number("select max(position) from events");
    }

    private void awaitSameRows(TestDatabase written) {
        Set<String> confidential = Modules.registry().confidentialCategories();
        List<String> tables =
                Modules.registry().modules().stream()
                        .filter(module -> !confidential.contains(module.aggregate().category()))
                        .flatMap(module -> module.projections().stream())
                        .<String>map(Projection::table)
                        .toList();
        assertFalse(tables.isEmpty());
        tables.forEach(table -> awaitSameRows(written, table));
    }

    private void awaitSameRows(TestDatabase written, String table) {
        Wait.until(table + " is the same", () -> rows(log, table).equals(rows(written, table)));
    }

    private static Set<String> rows(TestDatabase database, String table) {
        return new TreeSet<>(database.rows("select r::text from " + table + " r"));
    }

    @Test
    void a_database_is_for_one_of_both() throws IOException {
        try (Service service = Service.start(settings(log))) {
            deposit(service, 1);
            assertRefused(
                    settings(log, "DAYBOOK_ROLE", "consumer"),
                    "DAYBOOK_ROLE is 'consumer', and this database has a log; a consumer needs one of its own.");
            try (Service worker = worker(copy).answering()) {
                assertEquals(421, worker.get("/api/accounts/c-0?minPosition=1").statusCode());
                Wait.until(
                        "rows are written",
                        () -> copy.number("select count(*) from account_summary") == 1);
            }
            assertRefused(
                    settings(copy),
                    "The tables of this database are written from Kafka, by instances with DAYBOOK_ROLE=consumer; a log needs a database of its own.");
        }
    }

    private static void assertRefused(Map<String, String> settings, String why) {
        Service service = Service.launch(settings);
        try {
            assertEquals(1, service.exitCode());
            assertTrue(service.log().contains("Daybook does not start: " + why), service::log);
        } finally {
            service.close();
        }
    }
}
