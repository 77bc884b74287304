package dev.daybook.process;

import static dev.daybook.support.Cluster.STATEMENT;
import static dev.daybook.support.Cluster.SUMMARY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.support.Cluster;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An event that a projection cannot take holds its own stream up, and nothing else. */
class PoisonIT {

    private static final String BAD = "acc-bad";
    private static final String GOOD = "acc-good";

    private static final String BREAK =
            "alter table account_summary add constraint below_13 check (balance < 13)";
    private static final String MEND = "alter table account_summary drop constraint below_13";

    private static final String ROW =
            "select balance, version from account_summary where account_id = '" + BAD + "'";

    private final TestDatabase database = TestDatabase.migrated();

    @Test
    void a_poison_event_stops_its_stream_alone_until_it_is_retried_after_the_fix() {
        try (Cluster cluster = Cluster.start(database, 2)) {
            long poison = poison(cluster);
            awaitParked();
            deposit(cluster, BAD, 1);
            assertTheOthersFlow(cluster);
            cluster.all().forEach(service -> assertTold(service, poison));

            assertStillFails(cluster);
            int owner = cluster.ownerOf(SUMMARY);
            cluster.service(owner).kill();
            cluster.awaitOwnerOfAll(cluster.otherThan(owner));
            deposit(cluster, cluster.otherThan(owner), BAD, 1);
            cluster.restart(owner);
            assertTheOthersFlow(cluster);
            assertEquals(List.of("10|2"), database.rows(ROW));
            cluster.all().forEach(service -> assertTold(service, poison));

            database.execute(MEND);
            Operator other = operator(cluster, cluster.otherThan(cluster.ownerOf(SUMMARY)));
            HttpResponse<String> retried = other.retry(SUMMARY, BAD);
            assertEquals(200, retried.statusCode(), retried::body);
            assertEquals(3, Teller.json(retried).path("handled").asInt());
            cluster.assertTablesEqualAReplay();
            cluster.all().forEach(PoisonIT::assertHealthy);
            assertProblem(404, "no-such-parked-stream", other.retry(SUMMARY, BAD));
        }
    }

    @Test
    void an_event_is_left_out_where_an_operator_says_why() {
        try (Cluster cluster = Cluster.start(database, 2)) {
            long poison = poison(cluster);
            awaitParked();
            long second = deposit(cluster, BAD, 3);
            deposit(cluster, BAD, 1);
            assertTheOthersFlow(cluster);
            int other = cluster.otherThan(cluster.ownerOf(SUMMARY));
            Operator operator = operator(cluster, other);

            // what waited behind it brings it to 13 again
            assertProblem(409, "event-still-fails", operator.skip(SUMMARY, BAD, "unlucky", "olga"));
            assertEquals(second, operator.parked(SUMMARY).getFirst().path("position").asLong());
            HttpResponse<String> skipped = operator.skip(SUMMARY, BAD, "too", "otto");
            assertEquals(200, skipped.statusCode(), skipped::body);
            assertEquals(
                    List.of(
                            poison + "|account|acc-bad|3|MoneyDeposited|unlucky|olga",
                            second + "|account|acc-bad|4|MoneyDeposited|too|otto"),
                    database.rows(
                            """
                            select position, category, stream_id, version, event_type, reason, skipped_by
                            from skipped_events where subscription = 'account_summary' order by position
                            """));
            assertEquals(List.of("11|5"), database.rows(ROW));
            assertEquals(6, teller(cluster, other).entries(BAD, deposit(cluster, BAD, 1)));
            cluster.all().forEach(PoisonIT::assertHealthy);

            assertEquals(202, operator.rebuild(SUMMARY).statusCode());
            cluster.awaitCaughtUp();
            assertEquals(List.of("12|6"), database.rows(ROW));
        }
    }

    /** What is parked would be lost if the checkpoint moved without it. */
    @Test
    void the_checkpoint_stays_where_parking_cannot_be_written() {
        try (Cluster cluster = Cluster.start(database, 2)) {
            database.execute(
                    """
                    create function refuse_parking() returns trigger language plpgsql as $$
                    begin
                        raise exception 'no parking today';
                    end $$;
                    create trigger refuse_parking before insert on parked_streams
                        for each statement execute function refuse_parking();
                    """);
            long poison = poison(cluster);
            long later = deposit(cluster, GOOD, 1);
            cluster.all()
                    .forEach(
                            service ->
                                    Wait.until(
                                            "it tells why it does not advance",
                                            () -> told(service).contains("no parking today")));
            assertTrue(cluster.position(SUMMARY) < poison);
            Wait.until("the other one flows", () -> cluster.position(STATEMENT) >= later);

            database.execute("drop trigger refuse_parking on parked_streams");
            assertTheOthersFlow(cluster);
            cluster.all().forEach(service -> assertTold(service, poison));
        }
    }

    /** The position of an event that brings the account from 10 to 13. */
    private long poison(Cluster cluster) {
        cluster.awaitSpread();
        Teller teller = teller(cluster, 0);
        teller.open(GOOD);
        teller.open(BAD);
        teller.account(BAD, teller.deposit(BAD, 10));
        database.execute(BREAK);
        return teller.deposit(BAD, 3);
    }

    private void awaitParked() {
        Wait.until(
                "a stream is parked",
                () -> database.number("select count(*) from parked_streams") == 1);
    }

    private static void assertTheOthersFlow(Cluster cluster) {
        long position = deposit(cluster, GOOD, 1);
        for (Service service : cluster.all()) {
            Teller teller = new Teller(service);
            assertEquals(
                    teller.account(GOOD, position).path("version").asInt(),
                    teller.entries(GOOD, position));
        }
        assertTrue(cluster.position(STATEMENT) >= position);
    }

    /** What each instance says while the stream is parked. */
    private static void assertTold(Service service, long poison) {
        Operator operator = new Operator(service);
        Wait.until("it names the stream", () -> told(service).contains("account/" + BAD));
        assertFalse(operator.isReady());
        JsonNode projection = operator.projection(SUMMARY);
        assertEquals("PARKED", projection.path("state").asText(), projection::toString);
        assertEquals(1, projection.path("parked").asInt());
        assertEquals("FOLLOWING", operator.projection(STATEMENT).path("state").asText());
        assertEquals(List.of(), operator.parked(STATEMENT));
        List<JsonNode> parked = operator.parked(SUMMARY);
        assertEquals(1, parked.size());
        JsonNode stream = parked.getFirst();
        assertEquals("account", stream.path("category").asText());
        assertEquals(BAD, stream.path("streamId").asText());
        assertEquals(3, stream.path("version").asLong());
        assertEquals(poison, stream.path("position").asLong());
        assertEquals("MoneyDeposited", stream.path("eventType").asText());
        assertTrue(stream.path("error").asText().contains("below_13"), stream::toString);
        assertTrue(stream.path("attempts").asInt() > 1, stream::toString);
    }

    private void assertStillFails(Cluster cluster) {
        for (Service service : cluster.all()) {
            HttpResponse<String> retried = new Operator(service).retry(SUMMARY, BAD);
            assertProblem(409, "event-still-fails", retried);
            assertTrue(retried.body().contains("below_13"), retried::body);
            assertEquals(List.of("10|2"), database.rows(ROW));
        }
    }

    private static void assertHealthy(Service service) {
        Operator operator = new Operator(service);
        Wait.until("it is ready", operator::isReady);
        assertEquals(List.of(), operator.parked(SUMMARY));
        assertFalse(told(service).contains(BAD), told(service));
    }

    private static void assertProblem(int status, String code, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer::body);
        assertEquals(code, Teller.json(answer).path("code").asText());
    }

    private static String told(Service service) {
        return new Operator(service).readiness().path("data").path(SUMMARY).asText();
    }

    private static long deposit(Cluster cluster, String account, long amount) {
        return deposit(cluster, 0, account, amount);
    }

    private static long deposit(Cluster cluster, int through, String account, long amount) {
        return teller(cluster, through).deposit(account, amount);
    }

    private static Teller teller(Cluster cluster, int number) {
        return new Teller(cluster.service(number));
    }

    private static Operator operator(Cluster cluster, int number) {
        return new Operator(cluster.service(number));
    }
}
