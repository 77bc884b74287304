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
import org.junit.jupiter.api.Test;

/**
 * Every bill becomes one invoice and the numbers have no hole, though services, and connections to
 * the database, are killed at random meanwhile.
 */
class InvoicingCrashIT {

    private static final int ACCOUNTS = 20;
    private static final int REQUESTS = Integer.getInteger("requests", 1500);
    private static final int CLIENTS = 8;

    private static final String PENDING =
            """
            select count(*) from billing_account where pending_invoices > 0
            """;

    /** Bills that are not one invoice with a number of its own, which is its place in the book. */
    private static final String WRONG_BILLS =
            """
            select b.payload->'bill'->>'invoiceId', count(i.stream_id), count(n.stream_id), count(c.stream_id)
            from events b
            left join events i on i.category = 'invoice' and i.stream_id = b.payload->'bill'->>'invoiceId'
                 and i.payload->>'accountId' = b.stream_id and i.payload->'bill' = b.payload->'bill'
            left join events n on n.category = 'invoice-book' and n.payload->>'invoiceId' = i.stream_id
                 and i.payload->>'number' = n.stream_id || '-' || lpad(n.version::text, 6, '0')
            left join events c on c.category = 'billing-account' and c.event_type = 'ChargesInvoiced'
                 and c.stream_id = b.stream_id and c.payload->>'invoiceId' = i.stream_id
                 and c.payload->>'number' = i.payload->>'number'
            where b.category = 'billing-account' and b.event_type = 'ChargesBilled'
            group by 1
            having (count(i.stream_id), count(n.stream_id), count(c.stream_id)) <> (1, 1, 1)
            limit 10
            """;

    /** Charges that are on no invoice, where none is left, or on several. */
    private static final String WRONG_CHARGES =
            """
            select a.stream_id, a.number, count(l.number)
            from (select stream_id, payload->'charge'->>'number' as number from events
                  where category = 'billing-account' and event_type = 'ChargeApplied') a
            left join (select payload->>'accountId' as stream_id,
                              jsonb_array_elements(payload->'bill'->'charges')->>'number' as number
                       from events where category = 'invoice') l using (stream_id, number)
            group by 1, 2
            having count(l.number) <> 1
            limit 10
            """;

    private static final String CUT_CONNECTIONS =
            """
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and usename = 'instance_%d'
            """;

    private final List<Long> seeds = Seeds.of("InvoicingCrashIT", 1);
    private final int requests = REQUESTS / seeds.size();
    private final TestDatabase database = TestDatabase.migrated();
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private int kills;
    private int cuts;

    @Test
    void every_bill_becomes_one_invoice_and_the_numbers_have_no_hole() throws IOException {
        try (Cluster cluster = Cluster.start(database, 2)) {
            for (int number = 0; number < ACCOUNTS; number++) {
                untilAnswered(
                        cluster,
                        new Random(number),
                        "/api/billing/accounts",
                        "{\"accountId\":\"acc-%d\",\"customerId\":\"c\",\"currency\":\"EUR\",\"creditLimit\":1000000}"
                                .formatted(number),
                        "open-" + number);
            }
            seeds.forEach(seed -> chargeAndBill(cluster, seed));
            billTheRest(cluster);
            check();
        }
    }

    private void chargeAndBill(Cluster cluster, long seed) {
        Random random = new Random(seed);
        List<Thread> clients = startClients(cluster, seed);
        while (clients.stream().anyMatch(Thread::isAlive)) {
            int next = answered.get() + 1 + random.nextInt(Math.min(requests / 5, 300));
            Wait.until(
                    "requests are answered",
                    () -> answered.get() >= next || clients.stream().noneMatch(Thread::isAlive));
            disturb(cluster, random.nextInt(2), random.nextBoolean());
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

    private List<Thread> startClients(Cluster cluster, long seed) {
        List<Thread> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            Random own = new Random(seed + client);
            int first = client;
            clients.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        for (int n = first; n < requests; n += CLIENTS) {
                                            chargeOrBill(cluster, own, seed + "-" + n);
                                        }
                                    }));
        }
        return clients;
    }

    private void chargeOrBill(Cluster cluster, Random own, String number) {
        String account = "/api/billing/accounts/acc-" + own.nextInt(ACCOUNTS);
        if (own.nextInt(3) == 0) {
            bill(cluster, own, account, "bill-" + number);
        } else {
            untilAnswered(
                    cluster,
                    own,
                    account + "/charges",
                    "{\"amount\":%d,\"currency\":\"EUR\",\"description\":\"usage\"}"
                            .formatted(1 + own.nextInt(9)),
                    "charge-" + number);
        }
    }

    private void bill(Cluster cluster, Random own, String account, String key) {
        untilAnswered(
                cluster,
                own,
                account + "/invoices",
                "{\"from\":\"2000-01-01\",\"to\":\"9999-12-31\"}",
                key);
    }

    /** Sent again, with the same key, until somebody answers. */
    private void untilAnswered(Cluster cluster, Random own, String path, String body, String key) {
        while (!isAnswered(cluster.service(own.nextInt(2)), path, body, key)) {
            Thread.onSpinWait();
        }
        answered.incrementAndGet();
    }

    private boolean isAnswered(Service service, String path, String body, String key) {
        try {
            HttpResponse<String> answer = service.post(path, body, key);
            boolean done =
                    List.of(200, 201, 202).contains(answer.statusCode())
                            || answer.body().contains("nothing-to-bill");
            boolean later = answer.statusCode() == 503 || answer.statusCode() == 409;
            if (!done && !later) {
                wrong.add(answer.body());
            }
            return !later;
        } catch (IOException e) {
            return false;
        }
    }

    private void billTheRest(Cluster cluster) {
        for (int number = 0; number < ACCOUNTS; number++) {
            bill(
                    cluster,
                    new Random(number),
                    "/api/billing/accounts/acc-" + number,
                    "rest-" + number);
        }
        cluster.awaitCaughtUp();
        Wait.until("no invoice is pending", () -> database.number(PENDING) == 0);
        cluster.awaitCaughtUp();
    }

    private void check() {
        long bills = count("category = 'billing-account' and event_type = 'ChargesBilled'");
        System.out.printf(
                "InvoicingCrashIT: %d bills of %d charges, %d instances killed, %d times all connections cut%n",
                bills,
                count("category = 'billing-account' and event_type = 'ChargeApplied'"),
                kills,
                cuts);
        assertEquals(List.of(), List.copyOf(wrong));
        assertTrue(kills + cuts > 0);
        assertTrue(bills > ACCOUNTS);
        assertEquals(List.of(), database.rows(WRONG_BILLS));
        assertEquals(List.of(), database.rows(WRONG_CHARGES));
        assertEquals(bills, count("category = 'invoice-book'"));
        assertEquals(bills, count("category = 'invoice'"));
        assertEquals(bills, database.number("select count(distinct number) from invoice"));
        Audit.assertNoHoles(database);
    }

    private long count(String which) {
        return database.number("select count(*) from events where " + which);
    }
}
