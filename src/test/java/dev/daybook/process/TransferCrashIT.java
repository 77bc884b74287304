package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Audit;
import dev.daybook.support.Cluster;
import dev.daybook.support.Seeds;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Money is neither lost nor doubled by transfers whose services, and connections to the database,
 * are killed at random; every transfer comes to an end.
 */
class TransferCrashIT {

    private static final int ACCOUNTS = Integer.getInteger("accounts", 100);
    private static final int TRANSFERS = Integer.getInteger("transfers", 1500);
    private static final int CLIENTS = 16;
    private static final int BALANCE = 1000;

    private static final String UNFINISHED =
            """
            select count(*) from transfer_summary where status in ('REQUESTED', 'DEBITED')
            """;

    /**
     * Transfers of which an account has done a step more than once, or another one than it should.
     */
    private static final String WRONG_STEPS =
            """
            select t.stream_id, t.last, m.sent, m.received, m.returned
            from (select stream_id, (array_agg(event_type order by version desc))[1] as last
                  from events where category = 'transfer' group by 1) t
            left join (select payload->>'transferId' as id,
                              count(*) filter (where event_type = 'TransferSent') as sent,
                              count(*) filter (where event_type = 'TransferReceived') as received,
                              count(*) filter (where event_type = 'TransferReturned') as returned
                       from events where category = 'account' and payload ? 'transferId' group by 1) m on m.id = t.stream_id
            where (t.last, coalesce(m.sent, 0), coalesce(m.received, 0), coalesce(m.returned, 0)) not in
                  (('TransferCompleted', 1, 1, 0), ('TransferFailed', 0, 0, 0), ('TransferFailed', 1, 0, 1))
            limit 10
            """;

    private static final String CUT_CONNECTIONS =
            """
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and usename = 'instance_%d'
            """;

    private final TestDatabase database = TestDatabase.migrated();
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private int kills;
    private int cuts;

    static List<Long> seeds() {
        return Seeds.of("TransferCrashIT", 1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void every_transfer_ends_and_the_money_is_what_it_was(long seed) throws IOException {
        Random random = new Random(seed);
        try (Cluster cluster = Cluster.start(database, 2)) {
            openAccounts(cluster.service(0));
            List<Thread> clients = startClients(cluster, seed);
            while (clients.stream().anyMatch(Thread::isAlive)) {
                int before = answered.get();
                int more = 1 + random.nextInt(Math.min(TRANSFERS / 5, 300));
                Wait.until(
                        "transfers are answered",
                        () ->
                                answered.get() >= before + more
                                        || clients.stream().noneMatch(Thread::isAlive));
                disturb(cluster, random.nextInt(2), random.nextBoolean());
            }
            awaitEnds(cluster);
            check(cluster);
        }
    }

    private void disturb(Cluster cluster, int number, boolean kill) {
        if (kill) {
            kills++;
            cluster.disturb(number, Service::kill);
        } else {
            cuts++;
            database.rows(CUT_CONNECTIONS.formatted(number));
        }
    }

    private void awaitEnds(Cluster cluster) {
        cluster.awaitCaughtUp();
        Wait.until("every transfer has ended", () -> database.number(UNFINISHED) == 0);
        cluster.awaitCaughtUp();
    }

    private void check(Cluster cluster) throws IOException {
        System.out.printf(
                "TransferCrashIT: %d transfers, %d instances killed, %d times all connections cut, ends: %s%n",
                TRANSFERS,
                kills,
                cuts,
                database.rows(
                        "select status, failure_code, count(*) from transfer_summary group by 1, 2"));
        assertEquals(List.of(), List.copyOf(wrong));
        assertTrue(kills + cuts > 0);
        assertEquals(TRANSFERS, database.number("select count(*) from transfer_summary"));
        assertEquals(List.of(), database.rows(WRONG_STEPS));
        assertEquals(
                (long) ACCOUNTS * BALANCE,
                database.number("select sum(balance) from account_summary"));
        Audit.assertNoHoles(database);
        cluster.assertTablesEqualAReplay();
        HttpResponse<String> report = cluster.service(1).get("/api/admin/integrity");
        assertTrue(report.body().contains("\"sound\":true"), report::body);
    }

    private void openAccounts(Service service) throws IOException {
        for (int number = 0; number < ACCOUNTS; number++) {
            assertEquals(
                    201,
                    service.post(
                                    "/api/accounts",
                                    "{\"accountId\":\"acc-%d\",\"ownerId\":\"o\",\"currency\":\"USD\"}"
                                            .formatted(number))
                            .statusCode());
            assertEquals(
                    200,
                    service.post(
                                    "/api/accounts/acc-%d/deposits".formatted(number),
                                    "{\"amount\":%d,\"currency\":\"USD\",\"transactionId\":\"t-%d\"}"
                                            .formatted(BALANCE, number))
                            .statusCode());
        }
    }

    private List<Thread> startClients(Cluster cluster, long seed) {
        List<Thread> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            Random own = new Random(seed + client);
            int number = client;
            clients.add(Thread.ofVirtual().start(() -> run(cluster, number, own)));
        }
        return clients;
    }

    private void run(Cluster cluster, int client, Random own) {
        IntStream.range(0, TRANSFERS)
                .filter(number -> number % CLIENTS == client)
                .forEach(number -> transfer(cluster, number, own));
    }

    /** Sent until it is answered; some go to accounts that are frozen, closed or not there. */
    private void transfer(Cluster cluster, int number, Random own) {
        int source = own.nextInt(ACCOUNTS);
        int destination = (source + 1 + own.nextInt(ACCOUNTS)) % (ACCOUNTS + 1);
        if (source == destination) {
            destination = ACCOUNTS;
        }
        if (own.nextInt(20) == 0) {
            freezeOrUnfreeze(cluster.service(own.nextInt(2)), own);
        }
        String body =
                "{\"transferId\":\"tr-%d\",\"sourceAccountId\":\"acc-%d\",\"destinationAccountId\":\"acc-%d\",\"amount\":%d,\"currency\":\"USD\"}"
                        .formatted(number, source, destination, 1 + own.nextInt(2 * BALANCE / 3));
        while (!isAnswered(cluster.service(own.nextInt(2)), body, "key-" + number)) {
            Thread.onSpinWait();
        }
        answered.incrementAndGet();
    }

    private static void freezeOrUnfreeze(Service service, Random own) {
        String verb = own.nextBoolean() ? "freeze" : "unfreeze";
        try {
            service.post(
                    "/api/accounts/acc-%d/%s".formatted(own.nextInt(ACCOUNTS), verb),
                    "{\"reason\":\"any\"}");
        } catch (IOException e) {
            // the instance is away: it stays as it is
        }
    }

    private boolean isAnswered(Service service, String body, String key) {
        try {
            HttpResponse<String> answer = service.post("/api/transfers", body, key);
            int status = answer.statusCode();
            if (status == 201 || status == 202) {
                return true;
            }
            if (status != 503 && status != 409) {
                wrong.add(answer.body());
                return true;
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
