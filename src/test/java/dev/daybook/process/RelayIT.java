package dev.daybook.process;

import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.support.Cluster;
import dev.daybook.support.KafkaBroker;
import dev.daybook.support.RelayedRecords;
import dev.daybook.support.Seeds;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each event is in Kafka once and in order, whatever dies on the way. */
class RelayIT {

    private static final int DISTURBANCES = Integer.getInteger("relay.disturbances", 4);

    @TempDir Path folder;

    private final TestDatabase database = TestDatabase.migrated();
    private KafkaBroker broker;

    @BeforeEach
    void start() throws IOException {
        broker = KafkaBroker.start(folder);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private Map<String, String> settings() {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                broker.address(),
                // a relay that stands still for longer is shut out
                "KAFKA_TRANSACTION_TIMEOUT_MS",
                "2000");
    }

    static List<Long> seeds() {
        return Seeds.of("RelayIT", 1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void each_event_arrives_once_and_in_order_whatever_is_killed(long seed) throws IOException {
        Random random = new Random(seed);
        int[] counts = new int[4];
        try (Cluster cluster = Cluster.start(database, 2, settings())) {
            Deposits deposits = new Deposits(cluster);
            try {
                for (int number = 0; number < DISTURBANCES; number++) {
                    deposits.await(20 + random.nextInt(200));
                    int kind = random.nextInt(4);
                    counts[kind]++;
                    disturb(cluster, kind, random.nextInt(2));
                }
            } finally {
                deposits.end();
            }
            assertAllArrived();
            System.out.printf(
                    "RelayIT: %d events; killed: owners %d, others %d, brokers %d; stood still: %d%n",
                    head(), counts[0], counts[1], counts[2], counts[3]);
        }
    }

    private void disturb(Cluster cluster, int kind, int number) {
        switch (kind) {
            case 0 -> cluster.disturb(cluster.ownerOf("kafka"), Service::kill);
            case 1 -> cluster.disturb(number, Service::kill);
            case 2 -> {
                broker.kill();
                broker.restart();
            }
            default -> standStill(cluster, cluster.ownerOf("kafka"));
        }
    }

    /** Until another instance has taken over and sent more. */
    private void standStill(Cluster cluster, int owner) {
        cluster.service(owner).pause();
        Wait.until("another one takes over", () -> cluster.ownerOf("kafka") != owner);
        long before = sent();
        Wait.until("it sends", () -> sent() > before);
        cluster.service(owner).resume();
    }

    private long sent() {
        return database.number("select position from subscriptions where name = 'kafka'");
    }

    private long head() {
        return database.number("select max(position) from events");
    }

    private void assertAllArrived() {
        Wait.until("all is sent", () -> sent() == head());
        List<ConsumerRecord<String, String>> records = RelayedRecords.all(broker);
        assertEquals(
                LongStream.rangeClosed(1, head()).boxed().toList(),
                records.stream().map(RelayedRecords::position).sorted().toList());
        records.stream()
                .collect(groupingBy(ConsumerRecord::key))
                .forEach(
                        (key, all) ->
                                assertEquals(
                                        LongStream.rangeClosed(1, all.size()).boxed().toList(),
                                        all.stream().map(RelayedRecords::version).toList(),
                                        key));
    }

    /** Deposits without end, to whichever instance answers. */
    private static final class Deposits {

        private static final int ACCOUNTS = 20;

        private final Cluster cluster;
        private final AtomicInteger made = new AtomicInteger();
        private final List<Thread> clients = new ArrayList<>();
        private volatile boolean over;

        Deposits(Cluster cluster) throws IOException {
            this.cluster = cluster;
            for (int number = 0; number < ACCOUNTS; number++) {
                String body = "{\"accountId\":\"acc-%d\",\"ownerId\":\"o\",\"currency\":\"USD\"}";
                cluster.service(0).post("/api/accounts", body.formatted(number));
            }
            for (int client = 0; client < 8; client++) {
                Random random = new Random(client);
                clients.add(Thread.ofVirtual().start(() -> run(random)));
            }
        }

        private void run(Random random) {
            while (!over) {
                try {
                    String path =
                            "/api/accounts/acc-%d/deposits".formatted(random.nextInt(ACCOUNTS));
                    String body =
                            "{\"amount\":1,\"currency\":\"USD\",\"transactionId\":\"%s\"}"
                                    .formatted(UUID.randomUUID());
                    if (cluster.service(random.nextInt(2)).post(path, body).statusCode() == 200) {
                        made.incrementAndGet();
                    }
                } catch (IOException e) {
                    Thread.onSpinWait(); // it was killed
                }
            }
        }

        void await(int more) {
            int before = made.get();
            Wait.until("deposits are made", () -> made.get() >= before + more);
        }

        void end() {
            over = true;
            clients.forEach(
                    client -> {
                        try {
                            client.join();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
        }
    }
}
