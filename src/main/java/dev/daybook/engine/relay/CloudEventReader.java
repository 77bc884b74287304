package dev.daybook.engine.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.StoredEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Makes events again of the records that {@link CloudEvents} made of them, in both modes. */
public final class CloudEventReader {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> METADATA =
            List.of("commandId", "correlationId", "causationId", "userId", "actingFor");

    private CloudEventReader() {}

    /**
     * @throws NoSuchElementException if an attribute is missing
     * @throws IllegalArgumentException if one does not fit
     */
    public static StoredEvent read(ConsumerRecord<String, byte[]> record) {
        return record.headers().lastHeader("ce_id") == null
                ? structured(record)
                : event(record, new String(record.value(), UTF_8), name -> header(record, name));
    }

    private static Optional<String> header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader("ce_" + name);
        return header == null ? Optional.empty() : Optional.of(new String(header.value(), UTF_8));
    }

    private static StoredEvent structured(ConsumerRecord<String, byte[]> record) {
        try {
            JsonNode whole = JSON.readTree(record.value());
            return event(
                    record,
                    whole.path("data").toString(),
                    name -> Optional.ofNullable(whole.get(name)).map(JsonNode::asText));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StoredEvent event(
            ConsumerRecord<String, byte[]> record,
            String payload,
            Function<String, Optional<String>> attributes) {
        Function<String, String> required = name -> attributes.apply(name).orElseThrow();
        String type = required.apply("type");
        String schema = required.apply("dataschema");
        return new StoredEvent(
                Long.parseLong(required.apply("sequence")),
                stream(record.key()),
                Long.parseLong(required.apply("streamversion")),
                UUID.fromString(required.apply("id")),
                type.substring(type.lastIndexOf('.') + 1),
                Integer.parseInt(schema.substring(schema.lastIndexOf('.') + 1)),
                payload,
                metadata(attributes),
                Instant.parse(required.apply("time")));
    }

    private static StreamId stream(String key) {
        int slash = key.indexOf('/');
        return new StreamId(key.substring(0, slash), key.substring(slash + 1));
    }

    private static String metadata(Function<String, Optional<String>> attributes) {
        ObjectNode metadata = JSON.createObjectNode();
        for (String field : METADATA) {
            attributes
                    .apply(CloudEvents.attribute(field))
                    .ifPresent(value -> metadata.put(field, value));
        }
        return metadata.toString();
    }
}
