package dev.daybook.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What a consumer that reads what is committed sees of the log in Kafka. */
public final class RelayedRecords {

    private static final String TOPICS = "daybook.";
    private static final String PROGRESS = TOPICS + "relay-progress";
    private static final Duration POLL = Duration.ofMillis(200);

    private RelayedRecords() {}

    /**
     * All that are there now, in order within their partitions. What was committed is waited for:
     * the broker tells its sender so a moment before it lets others read it.
     */
    public static List<ConsumerRecord<String, String>> all(KafkaBroker broker) {
        try (var consumer = consumer(broker, "read_committed");
                var whole = consumer(broker, "read_uncommitted")) {
            List<TopicPartition> places = places(consumer);
            consumer.assign(places);
            consumer.seekToBeginning(places);
            Map<TopicPartition, Long> ends = whole.endOffsets(places);
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            while (places.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(POLL).forEach(records::add);
            }
            return records;
        }
    }

    private static KafkaConsumer<String, String> consumer(KafkaBroker broker, String isolation) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.address(), "isolation.level", isolation);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    private static List<TopicPartition> places(KafkaConsumer<String, String> consumer) {
        return consumer.listTopics().entrySet().stream()
                .filter(topic -> topic.getKey().startsWith(TOPICS))
                .filter(topic -> !topic.getKey().equals(PROGRESS))
                .flatMap(topic -> topic.getValue().stream())
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList();
    }

    /** In the log. */
    public static long position(ConsumerRecord<String, String> record) {
        return Long.parseLong(header(record, "ce_sequence"));
    }

    /** In its stream. */
    public static long version(ConsumerRecord<String, String> record) {
        return Long.parseLong(header(record, "ce_streamversion"));
    }

    public static String header(ConsumerRecord<String, String> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
