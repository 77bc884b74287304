package dev.daybook.engine.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.StoredEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was sent is what is read. */
class CloudEventReaderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final StoredEvent EVENT =
            new StoredEvent(
                    9_007_199_254_740_993L,
                    new StreamId("billing-account", "acc:1/x"),
                    7,
                    UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057"),
                    "ChargeAdded",
                    2,
                    "{\"money\": {\"amount\": 9007199254740993, \"currency\": \"USD\"}, \"text\": \"ü € 😀\"}",
                    "{\"commandId\": \"c\", \"correlationId\": \"r\", \"userId\": \"clerk\"}",
                    Instant.parse("2026-01-31T12:00:00.123456Z"));

    private static ConsumerRecord<String, byte[]> sent(CloudEvents.Mode mode) {
        ProducerRecord<String, byte[]> record =
                new CloudEvents(
                                new KafkaSettings(
                                        Map.of(),
                                        "own.topics",
                                        "urn:a.b:schemas",
                                        1,
                                        1,
                                        true,
                                        mode))
                        .record(EVENT);
        return new ConsumerRecord<>(
                record.topic(),
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty());
    }

    @ParameterizedTest
    @EnumSource
    void an_event_is_read_as_it_was(CloudEvents.Mode mode) throws IOException {
        StoredEvent read = CloudEventReader.read(sent(mode));
        assertEquals(JSON.readTree(EVENT.payload()), JSON.readTree(read.payload()));
        assertEquals(JSON.readTree(EVENT.metadata()), JSON.readTree(read.metadata()));
        assertEquals(
                EVENT,
                new StoredEvent(
                        read.position(),
                        read.stream(),
                        read.version(),
                        read.eventId(),
                        read.eventType(),
                        read.schemaVersion(),
                        EVENT.payload(),
                        EVENT.metadata(),
                        read.recordedAt()));
    }

    @Test
    void a_record_without_its_attributes_is_refused() {
        ConsumerRecord<String, byte[]> whole = sent(CloudEvents.Mode.BINARY);
        RecordHeaders headers = new RecordHeaders(whole.headers().toArray());
        headers.remove("ce_sequence");
        ConsumerRecord<String, byte[]> part =
                new ConsumerRecord<>(
                        whole.topic(),
                        0,
                        0,
                        0,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        whole.key(),
                        whole.value(),
                        headers,
                        Optional.empty());
        assertThrows(NoSuchElementException.class, () -> CloudEventReader.read(part));
    }
}
