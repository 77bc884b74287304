package dev.daybook.process;

import static dev.daybook.support.Cluster.STATEMENT;
import static dev.daybook.support.Cluster.SUMMARY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Cluster;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What one instance appends wakes the owner of a projection, and what that has done the reader. */
@Tag("alone")
class WakeUpIT {

    private static final int ROUNDS = 30;
    private static final double REST_SECONDS = 5;

    /** At rest, for each instance. */
    private static final double MOST_TRANSACTIONS_PER_SECOND = 5;

    /** The scheduler, which would find what was not told, does not run before the test is over. */
    private static final Map<String, String> NEVER = Map.of("DAYBOOK_PROJECTION_INTERVAL", "1h");

    private static final String LISTENERS =
            """
            from pg_stat_activity where datname = current_database() and query ilike 'listen%'
            """;

    private final TestDatabase database = TestDatabase.migrated();

    @Test
    void a_write_wakes_the_owner_and_its_batch_the_reader_without_any_scheduler() {
        try (Cluster cluster = Cluster.start(database, 2, NEVER)) {
            cluster.awaitSpread();
            awaitListeners(2);
            new Teller(cluster.service(0)).open("acc-1");
            long start = System.nanoTime();
            List<Long> nanos = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                nanos.add(readThroughTheOther(cluster, round % 2));
            }
            double seconds = secondsSince(start);
            System.out.printf(
                    "WakeUpIT: from a write's answer to its row through another instance: median %.1f ms, worst %.1f ms%n",
                    median(nanos) / 1e6, nanos.stream().max(Long::compare).orElseThrow() / 1e6);
            // a heartbeat, once a second, tells followers too: it would take one for each round
            assertTrue(seconds < ROUNDS / 2.0, ROUNDS + " rounds took " + seconds + " s");
            cluster.assertTablesEqualAReplay();
        }
    }

    @Test
    void a_line_that_is_cut_is_made_up_for_and_mended() {
        try (Cluster cluster = Cluster.start(database, 2)) {
            cluster.awaitSpread();
            awaitListeners(2);
            Teller teller = new Teller(cluster.service(0));
            teller.open("acc-1");
            for (int round = 0; round < 3; round++) {
                // the row before may have come before both lines were mended
                awaitListeners(2);
                assertEquals(
                        2, database.number("select count(pg_terminate_backend(pid)) " + LISTENERS));
                readThroughTheOther(cluster, round % 2);
            }
            awaitListeners(2);
            cluster.assertTablesEqualAReplay();
        }
    }

    @Test
    void at_rest_little_is_asked_of_the_database() {
        try (Cluster cluster = Cluster.start(database, 2)) {
            cluster.awaitSpread();
            new Teller(cluster.service(0)).open("acc-1");
            cluster.awaitCaughtUp();
            // what an instance did before is counted late: a second look may be needed
            double perSecond =
                    Wait.until(
                            () -> transactionsPerSecond() / cluster.size(),
                            each -> each < MOST_TRANSACTIONS_PER_SECOND);
            System.out.printf(
                    "WakeUpIT: %.1f transactions a second and instance at rest%n", perSecond);
        }
    }

    /**
     * Writes through one instance and reads through the other; the time between the two answers.
     */
    private static long readThroughTheOther(Cluster cluster, int writer) {
        long position = new Teller(cluster.service(writer)).deposit("acc-1", 1);
        long answered = System.nanoTime();
        new Teller(cluster.service(cluster.otherThan(writer))).account("acc-1", position);
        long nanos = System.nanoTime() - answered;
        assertTrue(cluster.position(SUMMARY) >= position);
        new Teller(cluster.service(cluster.otherThan(writer))).entries("acc-1", position);
        assertTrue(cluster.position(STATEMENT) >= position);
        return nanos;
    }

    /** Until so many instances listen. */
    private void awaitListeners(int count) {
        Wait.until(
                count + " instances listen",
                () -> database.number("select count(*) " + LISTENERS) == count);
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Those of the test's own connections are among them. */
    private double transactionsPerSecond() {
        long start = System.nanoTime();
        long before = transactions();
        Wait.until("some time of rest is over", () -> secondsSince(start) > REST_SECONDS);
        return (transactions() - before) / secondsSince(start);
    }

    private long transactions() {
        return database.number(
                "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()");
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
