package dev.daybook.process;

import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.support.Cluster;
import dev.daybook.support.Deposits;
import dev.daybook.support.KafkaBroker;
import dev.daybook.support.RelayedRecords;
import dev.daybook.support.Seeds;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
}
