package dev.daybook.engine.relay;

import dev.daybook.engine.settings.Settings;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.CommonClientConfigs;
import org.eclipse.microprofile.config.Config;

/**
 * To which Kafka the log goes, and how.
 *
 * @param client the usual settings of Kafka's clients, by their own names
 * @param topics what the names of all topics begin with
 * @param schemas what the names of all payloads' schemas begin with, an absolute URI
 * @param partitions of each topic of events
 * @param replication of each topic; 0 is the broker's default
 * @param creates whether topics that are missing are created
 */
public record KafkaSettings(
        Map<String, Object> client,
        String topics,
        String schemas,
        int partitions,
        int replication,
        boolean creates,
        CloudEvents.Mode mode) {

    private static final String PREFIX = "KAFKA_";

    public KafkaSettings {
        client = Map.copyOf(client);
    }

    /** Nothing where no {@code KAFKA_BOOTSTRAP_SERVERS} are named. */
    public static Optional<KafkaSettings> of(Config config, Settings settings) {
        Map<String, Object> client = client(config);
        return client.containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)
                ? Optional.of(
                        new KafkaSettings(
                                client,
                                config.getValue("DAYBOOK_KAFKA_TOPICS", String.class),
                                config.getValue("DAYBOOK_KAFKA_SCHEMAS", String.class),
                                settings.kafkaPartitions(),
                                settings.kafkaReplication(),
                                settings.kafkaCreateTopics(),
                                CloudEvents.Mode.valueOf(
                                        config.getValue("DAYBOOK_KAFKA_MODE", String.class)
                                                .toUpperCase(Locale.ROOT))))
                : Optional.empty();
    }

    /** {@code KAFKA_SASL_MECHANISM} is {@code sasl.mechanism}, and so on. */
    private static Map<String, Object> client(Config config) {
        Map<String, Object> client = new HashMap<>();
        StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(PREFIX))
                .forEach(
                        name ->
                                config.getOptionalValue(name, String.class)
                                        .ifPresent(value -> client.put(clientName(name), value)));
        return client;
    }

    private static String clientName(String name) {
        return name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** Where the events of a category go. */
    public String topic(String category) {
        return topics + "." + category;
    }

    /** Where it stands how far the log has come. */
    String progressTopic() {
        return topics + ".relay-progress";
    }

    /** By which a relay that comes later shuts out the one before. */
    String transactionalId() {
        return topics + ".relay";
    }
}
