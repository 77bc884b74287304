package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Audit;
import dev.daybook.support.CuttingProxy;
import dev.daybook.support.DatabaseServer;
import dev.daybook.support.Seeds;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there once, whoever dies. */
class CrashIT {

    private static final int CLIENTS = 24;
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 3);

    private final Random random = new Random(Seeds.fresh("CrashIT"));

    @Test
    void killing_the_service_under_load_loses_nothing_and_doubles_nothing() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        Service service = Service.start(database.settings());
        try (DepositLoad load = DepositLoad.start(service, CLIENTS)) {
            for (int round = 0; round < ROUNDS; round++) {
                load.awaitAcknowledged(1 + random.nextInt(2000));
                service.kill();
                service = service.restart();
            }
            load.awaitAcknowledged(100);
            load.finish();
            check(load, service, database);
        } finally {
            service.close();
        }
    }

    @Test
    void killing_the_database_under_load_loses_nothing_and_the_service_recovers_by_itself(
            @TempDir Path folder) throws IOException {
        try (DatabaseServer server = DatabaseServer.startIn(folder.resolve("postgres"));
                Service service = Service.start(impatient(server.settings()));
                DepositLoad load = DepositLoad.start(service, CLIENTS)) {
            for (int round = 0; round < ROUNDS; round++) {
                load.awaitAcknowledged(1 + random.nextInt(2000));
                server.kill();
                load.awaitUnavailable(1 + random.nextInt(CLIENTS));
                assertReadsAndReadinessSayThatTheDatabaseIsAway(service);
                server.restart();
            }
            load.awaitAcknowledged(100);
            load.finish();
            check(load, service, server.database());
        }
    }

    @Test
    void ending_the_service_under_load_answers_all_that_it_took() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        try (Service service = Service.start(database.settings());
                DepositLoad load = DepositLoad.start(service, CLIENTS)) {
            load.awaitAcknowledged(1 + random.nextInt(2000));
            service.terminate();
            load.finish();
            System.out.println("CrashIT: " + load);
            load.assertEveryAcknowledgedDepositIsIn(database);
            load.assertNothingElseIsIn(database);
        }
    }

    @Test
    void connections_that_fall_silent_are_given_up() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        try (CuttingProxy line = new CuttingProxy(database.port())) {
            Map<String, String> settings = impatient(database.settings());
            settings.put("POSTGRES_PORT", String.valueOf(line.port()));
            try (Service service = Service.start(settings);
                    DepositLoad load = DepositLoad.start(service, CLIENTS)) {
                load.awaitAcknowledged(100);
                line.silence();
                load.awaitUnavailable(1);
                load.awaitAcknowledged(100);
                load.finish();
                check(load, service, database);
            }
        }
    }

    private static Map<String, String> impatient(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("DAYBOOK_STORE_TIMEOUT", "2s");
        return all;
    }

    private void check(DepositLoad load, Service service, TestDatabase database) {
        System.out.println("CrashIT: " + load);
        load.assertAnswersWereRight();
        load.assertEveryAcknowledgedDepositIsIn(database);
        Audit.assertNothingTwice(database);
        Audit.assertNoHoles(database);
        Audit.assertProjectionsEqualTheLog(database);
        Wait.until("readiness is up", () -> readiness(service) == 200);
    }

    private static void assertReadsAndReadinessSayThatTheDatabaseIsAway(Service service)
            throws IOException {
        var read = service.get("/api/accounts/acc-0");
        assertTrue(DepositLoad.saysWhenToComeAgain(read), read.statusCode() + " " + read.body());
        assertEquals(503, readiness(service));
        assertTrue(service.answers());
    }

    private static int readiness(Service service) {
        try {
            return service.get("/q/health/ready").statusCode();
        } catch (IOException e) {
            return 0;
        }
    }
}
