package dev.daybook.process;

import static dev.daybook.support.Cluster.STATEMENT;
import static dev.daybook.support.Cluster.SUMMARY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Cluster;
import dev.daybook.support.LongLog;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A read table is made anew beside the one that is read, whoever writes, reads or dies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RebuildIT {

    private static final int ACCOUNTS = 100;
    private static final long DONE = Long.MAX_VALUE;
    private static final int EVENTS = 80_000;
    private static final int CLIENTS = 8;

    private static final String BAD_ROW =
            "select balance, version from account_summary where account_id = 'acc-bad'";

    private static final String TABLES =
            "select relname, oid from pg_class where relname in ('account_summary', 'account_statement')"
                    + " order by 1";

    private static final String RETIRED =
            "select count(*) from pg_class where relname like 'account\\_%\\_\\_%'";

    /** All that a reader's plans, an operator's rights and a migration rely on. */
    private static final String SHAPES =
            """
            select c.relname, c.relkind, c.reloptions, pg_get_indexdef(c.oid),
                   (select array_agg(a.grantee::regrole || ' ' || a.privilege_type order by a.grantee, a.privilege_type)
                    from aclexplode(c.relacl) a where a.grantee = 0 or a.grantee::regrole::text like 'clerk%'),
                   (select array_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' '
                                     || a.attnotnull || ' ' || coalesce(k.collname, '') order by a.attnum)
                    from pg_attribute a left join pg_collation k on k.oid = a.attcollation
                    where a.attrelid = c.oid and a.attnum > 0),
                   (select array_agg(pg_get_constraintdef(k.oid) || ' ' || k.conname order by k.conname)
                    from pg_constraint k where k.conrelid = c.oid)
            from pg_class c
            where c.relkind in ('r', 'i') and c.relname like 'account\\_%' order by 1
            """;

    private final TestDatabase database = TestDatabase.migrated();
    private Cluster cluster;

    @BeforeAll
    void start() {
        LongLog.fill(database, ACCOUNTS, EVENTS);
        grantTo("clerk_of_" + database.name());
        cluster = Cluster.start(database, 2);
    }

    @BeforeEach
    void catchUp() {
        cluster.awaitSpread();
        cluster.awaitCaughtUp();
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @Test
    void a_rebuild_fails_no_read_and_leaves_everything_as_it_was() throws IOException {
        List<String> shapes = database.rows(SHAPES);
        List<String> tables = database.rows(TABLES);
        try (DepositLoad load = DepositLoad.start(cluster.service(0), CLIENTS);
                Readers readers = Readers.of(cluster, "long-50", CLIENTS)) {
            for (String projection : List.of(SUMMARY, STATEMENT)) {
                assertAccepted(operator(1).rebuild(projection));
                assertAccepted(operator(0).rebuild(projection));
            }
            Wait.until("both are rebuilt", () -> changed(tables, database.rows(TABLES)));
            readers.awaitReads(100);
            readers.assertAllRight();
            System.out.println("RebuildIT: " + readers + ", " + load);
            load.finish();
            load.assertAnswersWereRight();
            cluster.assertTablesEqualAReplay();
            Wait.until("what is retired is gone", () -> database.number(RETIRED) == 0);
            assertEquals(String.join("\n", shapes), String.join("\n", database.rows(SHAPES)));
            assertEquals(0, database.number("select count(*) from subscriptions where not live"));
        }
    }

    @Test
    void a_rebuild_goes_on_where_its_killed_owner_left_it() {
        List<String> before = database.rows(TABLES);
        assertAccepted(operator(0).rebuild(STATEMENT));
        int owner = cluster.ownerOfRebuild(STATEMENT);
        Wait.until("it is on its way", () -> rebuilt(STATEMENT) > 10_000);
        cluster.service(owner).kill();
        long left = rebuilt(STATEMENT);
        assertTrue(left < EVENTS, "it was too fast: at " + left);

        Wait.until("it is done", () -> isRebuiltFrom(left));
        cluster.awaitOwnerOfAll(cluster.otherThan(owner));
        cluster.assertTablesEqualAReplay();
        assertNotEquals(before.getFirst(), database.rows(TABLES).getFirst());
        assertEquals(
                left,
                database.number(
                        "select owned_from from subscriptions where name = 'account_statement'"),
                "where the other one began");
        cluster.restart(owner);
    }

    /** What the rows were is gone with their table: what is shown is what could be handled. */
    @Test
    void what_cannot_be_handled_in_a_rebuild_is_parked_and_can_be_retried_after_it() {
        Teller teller = new Teller(cluster.service(0));
        teller.open("acc-bad");
        teller.account("acc-bad", teller.deposit("acc-bad", 13));
        // the row that is there may stay
        database.execute(
                "alter table account_summary add constraint no_13 check (balance <> 13) not valid");
        assertAccepted(operator(0).rebuild(SUMMARY));
        Wait.until(
                "it is rebuilt, but for one stream", () -> operator(1).parked(SUMMARY).size() == 1);
        cluster.awaitCaughtUp();
        long later = teller.deposit("acc-bad", 1);
        assertEquals(EVENTS / ACCOUNTS, teller.account("long-50", later).path("version").asInt());
        assertEquals(List.of("0|1"), database.rows(BAD_ROW));

        database.execute("alter table account_summary drop constraint no_13");
        HttpResponse<String> retried = operator(1).retry(SUMMARY, "acc-bad");
        assertEquals(200, retried.statusCode(), retried::body);
        assertEquals(2, Teller.json(retried).path("handled").asInt());
        cluster.assertTablesEqualAReplay();
        Wait.until("it is ready", () -> operator(0).isReady());
    }

    /** Whether it is done; never further back than this until then. */
    private boolean isRebuiltFrom(long left) {
        long now = rebuilt(STATEMENT);
        assertTrue(now >= left, "back at " + now + " from " + left);
        return now == DONE;
    }

    /** How far the rebuild has come. */
    private long rebuilt(String projection) {
        return database
                .rows(
                        "select position from subscriptions where not live and name = '"
                                + projection
                                + "'")
                .stream()
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(DONE);
    }

    /** None of the tables is the one it was. */
    private static boolean changed(List<String> before, List<String> now) {
        return now.size() == 2 && now.stream().noneMatch(before::contains);
    }

    private void grantTo(String role) {
        database.execute(
                """
                create role %1$s;
                grant select on account_summary, account_statement to %1$s;
                grant update on account_summary to %1$s;
                grant select on account_statement to public;
                """
                        .formatted(role));
    }

    private static void assertAccepted(HttpResponse<String> answer) {
        assertEquals(202, answer.statusCode(), answer::body);
    }

    private Operator operator(int number) {
        return new Operator(cluster.service(number));
    }
}
