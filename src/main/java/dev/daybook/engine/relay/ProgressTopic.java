package dev.daybook.engine.relay;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Where Kafka keeps how far the log has come: the last record that is committed says it. */
final class ProgressTopic {

    private static final String KEY = "relay";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration ONE_POLL = Duration.ofSeconds(1);

    /** An end of a transaction takes a place too. */
    private static final long LOOKED_BACK = 64;

    private final KafkaSettings settings;
    private final TopicPartition place;

    ProgressTopic(KafkaSettings settings) {
        this.settings = settings;
        this.place = new TopicPartition(settings.progressTopic(), 0);
    }

    ProducerRecord<String, byte[]> record(RelayProgress progress) {
        return new ProducerRecord<>(place.topic(), place.partition(), KEY, progress.toJson());
    }

    /** It blocks. */
    RelayProgress last() {
        Map<String, Object> own = new HashMap<>(settings.client());
        own.put(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                IsolationLevel.READ_COMMITTED.toString().toLowerCase(Locale.ROOT));
        own.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        try (var consumer =
                new KafkaConsumer<>(own, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(Set.of(place));
            return last(consumer);
        }
    }

    private RelayProgress last(KafkaConsumer<String, byte[]> consumer) {
        long begin = consumer.beginningOffsets(Set.of(place)).get(place);
        long end = consumer.endOffsets(Set.of(place)).get(place);
        // what is compacted leaves holes: who finds nothing goes further back
        for (long back = LOOKED_BACK; ; back *= 2) {
            long from = Math.max(begin, end - back);
            RelayProgress last = last(consumer, from, end);
            if (last != null) {
                return last;
            }
            if (from == begin) {
                return RelayProgress.NONE;
            }
        }
    }

    private @Nullable RelayProgress last(
            KafkaConsumer<String, byte[]> consumer, long from, long end) {
        long start = System.nanoTime();
        RelayProgress last = null;
        consumer.seek(place, from);
        while (consumer.position(place) < end) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new TimeoutException("What " + place + " has was not given in time.");
            }
            for (ConsumerRecord<String, byte[]> each : consumer.poll(ONE_POLL)) {
                last = RelayProgress.read(each.value());
            }
        }
        return last;
    }
}
