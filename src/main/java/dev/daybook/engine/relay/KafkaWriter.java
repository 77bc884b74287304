package dev.daybook.engine.relay;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends records to Kafka, each batch in one transaction with the progress that it makes. Who opens
 * it shuts out whoever has it open elsewhere. It blocks; after a failure it is of no more use.
 */
final class KafkaWriter implements AutoCloseable {

    /**
     * A setting may say otherwise. Consumers wait behind a transaction whose relay was killed for
     * as long as it may take.
     */
    private static final Map<String, Object> USUAL =
            Map.of(
                    CommonClientConfigs.CLIENT_ID_CONFIG, "daybook",
                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000,
                    ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000,
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000,
                    ProducerConfig.LINGER_MS_CONFIG, 2,
                    ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024,
                    ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.LARGEST_RECORD,
                    ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");

    private final ProgressTopic progressTopic;
    private final KafkaProducer<String, byte[]> producer;

    /** Also waits for the end of what the one before has begun. */
    KafkaWriter(KafkaSettings settings) {
        this.progressTopic = new ProgressTopic(settings);
        Map<String, Object> own = new HashMap<>(USUAL);
        own.putAll(settings.client());
        own.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.transactionalId());
        own.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        this.producer = new KafkaProducer<>(own, new StringSerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Sends all or nothing. */
    void send(List<ProducerRecord<String, byte[]>> records, RelayProgress progress) {
        producer.beginTransaction();
        records.forEach(producer::send);
        producer.send(progressTopic.record(progress));
        // fails where any of them was not sent
        producer.commitTransaction();
    }

    /** At once: what is under way is of no use without its transaction's end. */
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
