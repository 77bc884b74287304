package dev.daybook.process;

import static dev.daybook.support.Cluster.STATEMENT;
import static dev.daybook.support.Cluster.SUMMARY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.support.Audit;
import dev.daybook.support.Cluster;
import dev.daybook.support.Seeds;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Owners are killed, stopped and continued, and projections rebuilt, at random under load; for so
 * many seconds as the system property {@code soak.seconds} says.
 */
class SoakIT {

    private static final long SECONDS = Long.getLong("soak.seconds", 20);
    private static final int INSTANCES = 3;
    private static final int CLIENTS = 24;

    private final List<Long> seeds = Seeds.of("SoakIT", 1);
    private final TestDatabase database = TestDatabase.migrated();
    private final Map<String, Integer> done = new TreeMap<>();
    private Random random = new Random();

    @Test
    void the_read_tables_equal_a_replay_whatever_happens_to_their_owners() {
        try (Cluster cluster = Cluster.start(database, INSTANCES);
                Traffic traffic = Traffic.start(cluster, CLIENTS, seeds.getLast())) {
            for (long seed : seeds) {
                random = new Random(seed);
                disturbForSomeTime(cluster, traffic);
            }
            traffic.finish();
            System.out.println("SoakIT: " + done + ", " + traffic);
            traffic.assertAnswersWereRight();
            traffic.assertTheLogIsWhatWasAcknowledged(database);
            Audit.assertNoHoles(database);
            cluster.assertTablesEqualAReplay();
            assertEquals(0, database.number("select count(*) from parked_streams"));
            assertEquals(0, database.number("select count(*) from subscriptions where not live"));
            cluster.all().forEach(SoakIT::awaitReady);
        }
    }

    /** Each seed has its share of the seconds. */
    private void disturbForSomeTime(Cluster cluster, Traffic traffic) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < Duration.ofSeconds(SECONDS).toNanos() / seeds.size()) {
            traffic.awaitAcknowledged(1 + random.nextInt(500));
            String projection = random.nextBoolean() ? SUMMARY : STATEMENT;
            if (random.nextBoolean()) {
                count("rebuilds", () -> rebuild(cluster, projection));
            }
            disturb(cluster, projection, random.nextBoolean());
            traffic.assertAnswersWereRight();
        }
    }

    private static void awaitReady(Service service) {
        try {
            Wait.until("ready", new Operator(service)::isReady);
        } catch (AssertionError e) {
            throw new AssertionError(readiness(service), e);
        }
    }

    private static String readiness(Service service) {
        try {
            return service.get("/q/health/ready").body()
                    + service.get("/api/admin/projections").body();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void disturb(Cluster cluster, String projection, boolean itsRebuild) {
        int owner =
                cluster.ownerNow(projection, itsRebuild)
                        .orElseGet(() -> cluster.ownerOf(projection));
        switch (random.nextInt(6)) {
            case 0, 1 -> count("kills", () -> cluster.disturb(owner, Service::kill));
            case 2 -> count("ends", () -> cluster.disturb(owner, Service::terminate));
            case 3 -> count("short stops", () -> stopShortly(cluster, owner));
            default -> count("stops", () -> stopPastItsLease(cluster, owner));
        }
    }

    private void count(String what, Runnable action) {
        done.merge(what, 1, Integer::sum);
        action.run();
    }

    private static void stopPastItsLease(Cluster cluster, int number) {
        cluster.disturb(
                number,
                service -> {
                    service.pause();
                    for (String projection : List.of(SUMMARY, STATEMENT)) {
                        Wait.until(
                                "another one owns it", () -> cluster.ownerOf(projection) != number);
                        long taken = cluster.position(projection);
                        Wait.until("it goes on", () -> cluster.position(projection) > taken);
                    }
                    service.resume();
                });
    }

    private void stopShortly(Cluster cluster, int owner) {
        cluster.disturb(
                owner,
                service -> {
                    service.pause();
                    LockSupport.parkNanos(Duration.ofMillis(random.nextInt(4000)).toNanos());
                    service.resume();
                });
    }

    private void rebuild(Cluster cluster, String projection) {
        Operator operator = new Operator(cluster.service(random.nextInt(INSTANCES)));
        assertEquals(202, operator.rebuild(projection).statusCode());
    }
}
