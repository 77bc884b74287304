package dev.daybook.process;

import static dev.daybook.support.Cluster.STATEMENT;
import static dev.daybook.support.Cluster.SUMMARY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.support.Cluster;
import dev.daybook.support.LongLog;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import org.junit.jupiter.api.Test;

/** Rows that another version of a projection made: older ones are made anew, newer ones left. */
class VersionsIT {

    private static final String OTHERS = "of-another-version";

    private static final String REBUILT =
            "select count(*) from subscriptions where not live and position = 20000";

    private final TestDatabase database = TestDatabase.migrated();

    @Test
    void rows_of_an_older_version_are_served_until_they_are_made_anew() {
        LongLog.fill(database, 100, 20_000);
        LongLog.project(database, 0, OTHERS);
        // a long query on the old rows, which have to stay until it ends
        var reader = database.hold("select from account_summary");
        try (Cluster cluster = Cluster.start(database, 2);
                Readers readers = Readers.of(cluster, "long-50", 4)) {
            Wait.until("the new rows are made", () -> database.number(REBUILT) == 1);
            readers.awaitReads(20);
            assertFalse(readers.saw("owner"));
            reader.close();
            Wait.until("the new rows are served", () -> readers.saw("owner"));
            readers.awaitReads(20);
            readers.assertAllRight();
            assertTrue(readers.saw(OTHERS), "the old rows were not served");
            cluster.assertTablesEqualAReplay();
            assertEquals(1, version());
        }
    }

    @Test
    void rows_of_a_newer_version_are_left_to_those_who_know_it() {
        LongLog.fill(database, 100, 1_000);
        LongLog.project(database, 9, OTHERS);
        try (Cluster cluster = Cluster.start(database, 2)) {
            long position = new Teller(cluster.service(0)).deposit("long-50", 1);
            Wait.until("the other one flows", () -> cluster.position(STATEMENT) >= position);
            for (Service service : cluster.all()) {
                JsonNode told = new Operator(service).projection(SUMMARY);
                assertEquals("UNOWNED", told.path("state").asText(), told::toString);
                assertEquals(9, told.path("version").asInt(), told::toString);
                assertEquals(1_000, told.path("position").asLong(), told::toString);
            }
            assertEquals(
                    OTHERS,
                    new Teller(cluster.service(1)).account("long-50", 0).path("ownerId").asText());
            assertEquals(9, version());
            assertEquals(0, database.number("select count(*) from subscriptions where not live"));
        }
    }

    private long version() {
        return database.number(
                "select version from subscriptions where live and name = 'account_summary'");
    }
}
