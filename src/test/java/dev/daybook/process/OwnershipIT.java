package dev.daybook.process;

import static dev.daybook.support.Cluster.STATEMENT;
import static dev.daybook.support.Cluster.SUMMARY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Background;
import dev.daybook.support.Cluster;
import dev.daybook.support.Moves;
import dev.daybook.support.Seeds;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Each projection has one owner, whoever dies, stands still or comes back. */
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnershipIT {

    /** The issue's: an owner that was killed is replaced by then. */
    private static final double REPLACED_SECONDS = 5;

    private static final String NOW = "select extract(epoch from clock_timestamp())";

    private static final String OWNED_SINCE =
            "select extract(epoch from owned_since) from subscriptions where live and name = '%s'";

    private static final int CLIENTS = 8;

    private final long seed = Seeds.fresh("OwnershipIT");
    private final Random random = new Random(seed);
    private final TestDatabase database = TestDatabase.migrated();
    private final Moves moves = Moves.notedIn(database);
    private Cluster cluster;

    @BeforeAll
    void start() {
        cluster = Cluster.start(database, 2);
    }

    @BeforeEach
    void spread() {
        cluster.awaitSpread();
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @Test
    void each_instance_has_its_share_and_one_that_ends_hands_over_at_once() {
        int leaving = cluster.ownerOf(SUMMARY);
        int staying = cluster.otherThan(leaving);
        assertEquals(staying, cluster.ownerOf(STATEMENT));
        writeAndReadThroughEach("acc-1");

        assertLeavesBeforeItsLeaseEnds(cluster.service(leaving));
        cluster.awaitOwnerOfAll(staying);
        Teller teller = new Teller(cluster.service(staying));
        assertEquals(1, teller.entries("acc-2", teller.open("acc-2")));

        cluster.restart(leaving);
        cluster.awaitSpread();
        writeAndReadThroughEach("acc-3");
        cluster.assertTablesEqualAReplay();
        moves.assertOnlyOwnersWrote();
    }

    @Test
    void an_owner_that_is_killed_is_replaced_in_time() {
        try (Traffic traffic = Traffic.start(cluster, CLIENTS, seed)) {
            traffic.awaitAcknowledged(1 + random.nextInt(500));
            assertReplacedInTime(random.nextBoolean() ? SUMMARY : STATEMENT);
            traffic.awaitAcknowledged(100);
            traffic.finish();
            traffic.assertAnswersWereRight();
            cluster.assertTablesEqualAReplay();
            moves.assertOnlyOwnersWrote();
        }
    }

    /** As a zombie does: it goes on where it stood, and does not know that time has passed. */
    @Test
    void an_owner_that_stood_still_and_goes_on_writes_nothing_more() {
        try (Traffic traffic = Traffic.start(cluster, CLIENTS, seed + 1)) {
            for (int round = 0; round < 2; round++) {
                cluster.awaitSpread();
                traffic.awaitAcknowledged(1 + random.nextInt(500));
                int still = round;
                cluster.disturb(still, service -> standStillUntilReplaced(service, still));
                long before = moves.by(still);
                cluster.awaitSpread();
                Wait.until("it projects again", () -> moves.by(still) > before);
            }
            traffic.finish();
            traffic.assertAnswersWereRight();
            cluster.assertTablesEqualAReplay();
            moves.assertOnlyOwnersWrote();
        }
    }

    @Test
    void an_owner_that_stands_still_within_a_transaction_holds_nobody_up() {
        int still = cluster.ownerOf(SUMMARY);
        int other = cluster.otherThan(still);
        Teller teller = new Teller(cluster.service(other));
        teller.account("acc-held", teller.open("acc-held"));

        long held;
        try (var _ = database.hold("select from account_summary for update")) {
            held = teller.deposit("acc-held", 1);
            Wait.until(
                    "its batch waits for the row",
                    () -> transactions(still, "wait_event_type = 'Lock'") == 1);
            cluster.service(still).pause();
        }
        Wait.until(
                "it stands still within",
                () ->
                        transactions(
                                        still,
                                        "state = 'idle in transaction' and query like 'update account_summary%'")
                                == 1);
        assertEquals(1, teller.account("acc-held", held).path("balance").asLong());
        cluster.awaitOwnerOfAll(other);
        cluster.service(still).resume();

        cluster.awaitSpread();
        writeAndReadThroughEach("acc-4");
        cluster.assertTablesEqualAReplay();
        moves.assertOnlyOwnersWrote();
    }

    private void assertReplacedInTime(String projection) {
        int owner = cluster.ownerOf(projection);
        cluster.disturb(
                owner,
                service -> {
                    double killed = seconds(NOW);
                    service.kill();
                    Wait.until("another one owns it", () -> cluster.ownerOf(projection) != owner);
                    double seconds = seconds(OWNED_SINCE.formatted(projection)) - killed;
                    System.out.printf(
                            "OwnershipIT: the owner of %s was replaced %.2f s after its kill%n",
                            projection, seconds);
                    assertTrue(seconds < REPLACED_SECONDS, "replaced after " + seconds + " s");
                });
    }

    private void standStillUntilReplaced(Service service, int number) {
        service.pause();
        cluster.awaitOwnerOfAll(cluster.otherThan(number));
        long head = database.number("select max(position) from events");
        Wait.until(
                "the other one has projected it",
                () -> cluster.position(SUMMARY) >= head && cluster.position(STATEMENT) >= head);
        service.resume();
        // the database has ended its connections meanwhile
        Wait.until("it has noticed what it missed", new Operator(service)::isReady);
    }

    /** The lease is the database's, which knows nothing of this machine's delays. */
    private void assertLeavesBeforeItsLeaseEnds(Service leaving) {
        String lease =
                "select extract(epoch from alive_until) from instances where name like '%:"
                        + leaving.port()
                        + "'";
        double aliveUntil = seconds(lease);
        var end = Background.start(leaving::terminate);
        for (List<String> rows = database.rows(lease);
                !rows.isEmpty();
                rows = database.rows(lease)) {
            aliveUntil = Double.parseDouble(rows.getFirst());
        }
        assertTrue(seconds(NOW) < aliveUntil, "it left without a word");
        Wait.answerOf(end);
    }

    /** How many transactions of an instance are in this state. */
    private long transactions(int number, String state) {
        return database.number(
                """
                select count(*) from pg_stat_activity
                where usename = 'instance_%d' and datname = current_database() and %s
                """
                        .formatted(number, state));
    }

    private double seconds(String sql) {
        return Double.parseDouble(database.rows(sql).getFirst());
    }

    private void writeAndReadThroughEach(String account) {
        long position = new Teller(cluster.service(0)).open(account);
        for (int number = 0; number < 2 * cluster.size(); number++) {
            Service writer = cluster.service(number % cluster.size());
            Service reader = cluster.service(cluster.otherThan(number % cluster.size()));
            position = new Teller(writer).deposit(account, 1);
            assertEquals(
                    number + 1,
                    new Teller(reader).account(account, position).path("balance").asLong());
            assertEquals(number + 2, new Teller(reader).entries(account, position));
        }
    }
}
