package dev.daybook.engine.consumer;

import dev.daybook.engine.relay.KafkaSettings;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.IsolationLevel;

/**
 * From which Kafka read tables are written.
 *
 * @param batchSize most records taken at a time
 */
public record ConsumerSettings(KafkaSettings kafka, int batchSize) {

    /** A setting may say otherwise; a worker that was killed is replaced after the first. */
    private static final Map<String, Object> USUAL =
            Map.of(
                    ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                    10_000,
                    ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                    2_000,
                    ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                    8 * 1024 * 1024,
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                    CooperativeStickyAssignor.class.getName(),
                    CommonClientConfigs.CLIENT_ID_CONFIG,
                    "daybook-consumer");

    /**
     * As Kafka's client takes them.
     *
     * @param workers who share the partitions
     */
    Map<String, Object> client(String workers) {
        Map<String, Object> own = new HashMap<>(USUAL);
        own.putAll(kafka.client());
        own.put(ConsumerConfig.GROUP_ID_CONFIG, kafka.topic("consumer-" + workers));
        own.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, batchSize);
        own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        own.put(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                IsolationLevel.READ_COMMITTED.toString().toLowerCase(Locale.ROOT));
        return own;
    }
}
