package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Audit;
import dev.daybook.support.CuttingProxy;
import dev.daybook.support.DatabaseServer;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A primary and its standby, as they are run where the database must not be away for long. */
class FailoverIT {

    private static final int CLIENTS = 24;
    private static final String SESSIONS =
            "select count(*) from pg_stat_activity where application_name = 'daybook'";

    @TempDir Path folder;
    private Path first;
    private Path second;

    @BeforeEach
    void nameFolders() {
        first = folder.resolve("first");
        second = folder.resolve("second");
    }

    @Test
    void what_was_acknowledged_is_on_the_standby_and_the_service_goes_on_with_it()
            throws IOException {
        try (DatabaseServer primary = DatabaseServer.startIn(first);
                DatabaseServer standby = primary.standbyIn(second);
                Service service = Service.start(both(primary, standby));
                DepositLoad load = DepositLoad.start(service, CLIENTS)) {
            load.awaitAcknowledged(500);
            primary.kill();
            long killed = System.nanoTime();
            standby.promote();
            load.awaitAcknowledged(1);
            Duration without = Duration.ofNanos(System.nanoTime() - killed);
            load.awaitAcknowledged(500);
            load.finish();
            System.out.printf("FailoverIT: %s, %d ms without%n", load, without.toMillis());

            assertNothingIsLostOrDoubled(load, standby.database());
            awaitReadiness(service, 200);
            assertTrue(service.log().contains("takes no writes any more"), service::log);
        }
    }

    @Test
    void connections_to_what_became_a_standby_are_given_up_where_another_answers_to_the_name()
            throws IOException {
        try (DatabaseServer primary = DatabaseServer.startIn(first);
                DatabaseServer standby = primary.standbyIn(second);
                CuttingProxy name = new CuttingProxy(primary.database().port())) {
            Map<String, String> settings = new HashMap<>(primary.settings());
            settings.put("POSTGRES_PORT", String.valueOf(name.port()));
            try (Service service = Service.start(settings);
                    DepositLoad load = DepositLoad.start(service, CLIENTS)) {
                load.awaitAcknowledged(500);
                readOnly(primary.database(), "on");
                awaitReadiness(service, 503);
                name.leadTo(standby.database().port());
                standby.promote();
                load.awaitAcknowledged(500);
                load.finish();
                System.out.println("FailoverIT: " + load);

                assertNothingIsLostOrDoubled(load, standby.database());
                awaitReadiness(service, 200);
                assertTrue(service.log().contains("takes no writes any more"), service::log);
                Wait.until(
                        "nobody is connected to the old one",
                        () -> primary.database().number(SESSIONS) == 0);
            }
        }
    }

    @Test
    void the_server_that_takes_writes_is_found_at_the_start_whichever_it_is() throws IOException {
        try (DatabaseServer primary = DatabaseServer.startIn(first);
                DatabaseServer standby = primary.standbyIn(second);
                Service service = Service.start(both(standby, primary))) {
            assertTrue(new Teller(service).open("a") > 0);
            awaitReadiness(service, 200);
        }
    }

    /**
     * As after a failover that nobody has told the service of: the only server became a standby.
     */
    @Test
    void a_server_that_takes_no_writes_is_read_and_the_service_is_not_ready() throws IOException {
        try (DatabaseServer server = DatabaseServer.startIn(first);
                Service service = Service.start(server.settings())) {
            TestDatabase database = server.database();
            Teller teller = new Teller(service);
            teller.account("a", teller.open("a"));
            readOnly(database, "on");

            awaitReadiness(service, 503);
            HttpResponse<String> ready = service.get("/q/health/ready");
            assertTrue(ready.body().contains("the server takes no writes"), ready::body);
            assertEquals(200, service.get("/api/accounts/a").statusCode());

            readOnly(database, "off");
            awaitReadiness(service, 200);
            assertTrue(teller.deposit("a", 1) > 0);
        }
    }

    /** What the instance has in memory, and has told, is no part of that log. */
    @Test
    void a_standby_that_lost_what_was_committed_ends_the_service() throws IOException {
        try (DatabaseServer primary = DatabaseServer.startIn(first)) {
            open("a", primary);
            try (DatabaseServer standby = primary.forgottenStandbyIn(second)) {
                open("b", primary);
                try (Service service = Service.start(both(primary, standby))) {
                    primary.kill();
                    standby.promote();

                    assertEndsForWhatIsLost(service);
                }
                assertEquals(1, standby.database().number("select count(*) from events"));
                try (Service again = Service.start(both(primary, standby))) {
                    new Teller(again).deposit("a", 1);
                    Audit.assertProjectionsEqualTheLog(standby.database());
                }
            }
        }
    }

    @Test
    void so_does_one_that_answers_to_the_same_name() throws IOException {
        try (DatabaseServer primary = DatabaseServer.startIn(first)) {
            open("a", primary);
            try (DatabaseServer standby = primary.forgottenStandbyIn(second);
                    CuttingProxy name = new CuttingProxy(primary.database().port())) {
                Map<String, String> settings = new HashMap<>(primary.settings());
                settings.put("POSTGRES_PORT", String.valueOf(name.port()));
                try (Service service = Service.start(settings)) {
                    new Teller(service).deposit("a", 1);
                    standby.promote();
                    name.leadTo(standby.database().port());
                    primary.kill();

                    assertEndsForWhatIsLost(service);
                }
            }
        }
    }

    private static void open(String account, DatabaseServer server) throws IOException {
        try (Service service = Service.start(server.settings())) {
            Teller teller = new Teller(service);
            teller.account(account, teller.open(account));
        }
    }

    private static void assertEndsForWhatIsLost(Service service) {
        assertEquals(1, service.exitCode());
        assertTrue(service.log().contains("has lost the end of the log"), service::log);
    }

    private static void assertNothingIsLostOrDoubled(DepositLoad load, TestDatabase database) {
        load.assertAnswersWereRight();
        load.assertEveryAcknowledgedDepositIsIn(database);
        Audit.assertNothingTwice(database);
        Audit.assertNoHoles(database);
        Audit.assertProjectionsEqualTheLog(database);
    }

    private static void readOnly(TestDatabase database, String value) {
        database.execute("alter system set default_transaction_read_only = " + value);
        database.execute("select pg_reload_conf()");
    }

    private static Map<String, String> both(DatabaseServer one, DatabaseServer other) {
        Map<String, String> settings = new HashMap<>(one.settings());
        settings.put("POSTGRES_HOST", "127.0.0.1,127.0.0.1");
        settings.put("POSTGRES_PORT", one.database().port() + "," + other.database().port());
        return settings;
    }

    private static void awaitReadiness(Service service, int status) {
        Wait.until(
                "readiness is " + status,
                () -> {
                    try {
                        return service.get("/q/health/ready").statusCode() == status;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }
}
