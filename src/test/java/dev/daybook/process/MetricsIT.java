package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.DatabaseServer;
import dev.daybook.support.Promtool;
import dev.daybook.support.Scrape;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the service tells Prometheus. */
class MetricsIT {

    private static final String DEPOSIT =
            "{\"amount\":5,\"currency\":\"USD\",\"transactionId\":\"t\"}";

    @Test
    void promtool_has_nothing_to_say_against_the_metrics() throws IOException {
        try (Service service = Service.start(TestDatabase.migrated().settings())) {
            work(service);
            assertEquals("", Promtool.complaintsAbout(Scrape.of(service).text()));
        }
    }

    @Test
    void commands_appends_and_projections_are_counted() throws IOException {
        try (Service service = Service.start(TestDatabase.migrated().settings())) {
            work(service);
            Scrape scrape =
                    Wait.until(
                            () -> scrape(service),
                            told ->
                                    told.sum("daybook_projection_events_total", "applied") == 4
                                            && told.sum("daybook_projection_lag_events") == 0
                                            && told.sum("daybook_projection_lag_seconds") == 0);

            String commands = "daybook_commands_total";
            assertEquals(1, scrape.sum(commands, "command=\"Open\"", "outcome=\"accepted\""));
            assertEquals(1, scrape.sum(commands, "command=\"Deposit\"", "outcome=\"accepted\""));
            assertEquals(1, scrape.sum(commands, "command=\"Withdraw\"", "outcome=\"rejected\""));
            assertEquals(3, scrape.sum(commands, "category=\"account\""));
            String appended = "daybook_events_appended_total";
            assertEquals(1, scrape.sum(appended, "category=\"account\"", "MoneyDeposited"));
            assertEquals(2, scrape.sum(appended));
            assertEquals(3, scrape.sum("daybook_append_seconds_count"));
            assertEquals(3, scrape.sum("daybook_append_batch_commands_sum"));
            assertEquals(
                    1,
                    scrape.sum(
                            "daybook_projection_events_total",
                            "projection=\"account_summary\"",
                            "type=\"MoneyDeposited\"",
                            "status=\"applied\""));
            assertTrue(scrape.sum("daybook_projection_batch_seconds_count") >= 2, scrape::text);
            assertEquals(0, scrape.sum("daybook_command_queue_depth"));
            assertEquals(0, scrape.sum("daybook_projection_lag_seconds"));
            assertTrue(scrape.sum("jvm_memory_used_bytes") > 0, scrape::text);
            assertTrue(scrape.sum("process_cpu_seconds_total") > 0, scrape::text);

            Scrape few =
                    new Scrape(
                            service.get(
                                            "/q/metrics?name[]=daybook_log_position"
                                                    + "&name[]=daybook_append_seconds_count")
                                    .body());
            assertEquals(2, few.sum("daybook_log_position"));
            assertEquals(3, few.sum("daybook_append_seconds_count"));
            assertEquals(2, few.text().lines().filter(line -> !line.startsWith("#")).count());
        }
    }

    @Test
    void a_projection_that_fails_is_counted_and_its_lag_grows() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        try (Service service = Service.start(database.settings())) {
            database.execute("alter table account_summary rename to account_summary_away");
            work(service);
            Scrape behind =
                    Wait.until(
                            () -> scrape(service),
                            told -> told.sum("daybook_projection_events_total", "failed") > 0);
            assertEquals(2, behind.sum("daybook_projection_lag_events", "account_summary"));
            awaitLagBeyond(service, 2);
            assertEquals(0, scrape(service).sum("daybook_projection_lag_events", "statement"));

            database.execute("alter table account_summary_away rename to account_summary");
            awaitRest(service);
        }
    }

    @Test
    void the_lag_grows_while_the_database_is_away(@TempDir Path folder) throws IOException {
        try (DatabaseServer server = DatabaseServer.startIn(folder.resolve("postgres"));
                Service service = Service.start(server.settings())) {
            work(service);
            awaitRest(service);
            server.kill();
            awaitLagBeyond(service, 2);
            server.restart();
            awaitRest(service);
        }
    }

    private static void awaitLagBeyond(Service service, double seconds) {
        Wait.until(
                "the lag grows",
                () ->
                        scrape(service).sum("daybook_projection_lag_seconds", "account_summary")
                                > seconds);
    }

    private static void awaitRest(Service service) {
        Wait.until(
                "there is no lag",
                () -> {
                    Scrape scrape = scrape(service);
                    return scrape.sum("daybook_projection_lag_seconds") == 0
                            && scrape.sum("daybook_projection_lag_events") == 0;
                });
    }

    private static void work(Service service) throws IOException {
        String account = "{\"accountId\":\"acc-1\",\"ownerId\":\"o\",\"currency\":\"USD\"}";
        assertEquals(201, service.post("/api/accounts", account).statusCode());
        assertEquals(200, service.post("/api/accounts/acc-1/deposits", DEPOSIT).statusCode());
        String tooMuch = DEPOSIT.replace("5", "500");
        assertEquals(422, service.post("/api/accounts/acc-1/withdrawals", tooMuch).statusCode());
    }

    private static Scrape scrape(Service service) {
        try {
            return Scrape.of(service);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
