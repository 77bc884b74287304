package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.support.Cluster;
import dev.daybook.support.CommandRun;
import dev.daybook.support.LongLog;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A log that was restored from an older dump is not gone on from with what was made of a newer. */
class RestoreIT {

    private static final int EVENTS = 1_199;
    private static final int RESTORED = 900;

    private final TestDatabase database = TestDatabase.migrated();

    @Test
    void the_start_is_refused_until_all_that_is_ahead_of_the_log_is_reset() throws IOException {
        makeCachesAndCutTheLog();
        assertRefused("account_summary");
        assertEquals(0, CommandRun.run(database.settings(), "reset").exitCode());
        try (Cluster cluster = Cluster.start(database, 2)) {
            long position = new Teller(cluster.service(0)).deposit("long-0", 1);
            assertEquals(RESTORED + 1, position);
            JsonNode account = new Teller(cluster.service(1)).account("long-0", position);
            assertEquals(RESTORED, account.path("balance").asLong());
            cluster.assertTablesEqualAReplay();
        }
    }

    @Test
    void a_cached_state_alone_is_reason_enough() {
        LongLog.fill(database, 1, RESTORED);
        database.execute(
                "insert into snapshots values ('account', 'long-0', 1000, 1000, 1, '{}');"
                        + "insert into row_snapshots values ('long-0', 'account_summary', 1, 1000, 1000, '{}')");
        assertRefused("snapshots");
        database.execute("delete from snapshots");
        assertRefused("row_snapshots");
        database.execute(
                "delete from row_snapshots;"
                        + "insert into webhook_places values ('w', 'https://example.com/', '{}', '{}', true, 1, 1000);"
                        + "insert into webhook_held values ('w', 'account', 'long-0', 950, 950, 1, now(), now())");
        assertRefused("webhook_places");
        assertEquals(0, CommandRun.run(database.settings(), "reset").exitCode());
        assertEquals(RESTORED, database.number("select position from webhook_places"));
        assertEquals(0, database.number("select count(*) from webhook_held"));
    }

    /** The log ends before the checkpoints, a snapshot and the row of a look back. */
    private void makeCachesAndCutTheLog() throws IOException {
        LongLog.fill(database, 1, EVENTS);
        try (Cluster cluster = Cluster.start(database, 1)) {
            Teller teller = new Teller(cluster.service(0));
            teller.account("long-0", teller.deposit("long-0", 1));
            assertEquals(
                    200, cluster.service(0).get("/api/accounts/long-0?version=1100").statusCode());
            cluster.awaitCaughtUp();
        }
        for (String cache : List.of("snapshots", "row_snapshots")) {
            assertEquals(
                    1,
                    database.number(
                            "select count(*) from " + cache + " where position > " + RESTORED));
        }
        database.execute(
                "set session_replication_role = replica; delete from events where position > "
                        + RESTORED);
    }

    private void assertRefused(String what) {
        try (Service service = Service.launch(database.settings())) {
            assertNotEquals(0, service.exitCode(), service::log);
            SettingsIT.assertOneLine(service.log(), what, "older dump", "reset");
        }
    }
}
