package dev.daybook.engine.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.store.StoredEvent;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Events as records of Kafka: CloudEvents 1.0 by its Kafka protocol binding 1.0.2. What the
 * metadata of an event say stands in extension attributes.
 */
final class CloudEvents {

    /** Where the attributes stand: in headers, or beside the payload in one JSON object. */
    public enum Mode {
        BINARY,
        STRUCTURED
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json";
    private static final String WHOLE_TYPE = "application/cloudevents+json; charset=UTF-8";

    private final KafkaSettings settings;

    CloudEvents(KafkaSettings settings) {
        this.settings = settings;
    }

    /**
     * All of a stream have the same key, and so stay in order. The record's time is that of
     * sending: by it Kafka tells what is too old to be kept.
     */
    ProducerRecord<String, byte[]> record(StoredEvent event) {
        Map<String, String> attributes = attributes(event);
        String topic = settings.topic(event.stream().category());
        String key = event.stream().toString();
        return switch (settings.mode()) {
            case BINARY -> {
                var record = new ProducerRecord<>(topic, key, event.payload().getBytes(UTF_8));
                attributes.forEach((name, value) -> add(record.headers(), "ce_" + name, value));
                add(record.headers(), "content-type", JSON_TYPE);
                yield record;
            }
            case STRUCTURED -> {
                var record = new ProducerRecord<>(topic, key, whole(attributes, event));
                add(record.headers(), "content-type", WHOLE_TYPE);
                yield record;
            }
        };
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    private Map<String, String> attributes(StoredEvent event) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", event.eventId().toString());
        attributes.put("source", "/" + settings.topics() + "/" + event.stream().category());
        attributes.put("type", settings.topic(event.stream().category()) + "." + event.eventType());
        attributes.put("subject", event.stream().id());
        attributes.put("time", event.recordedAt().toString());
        attributes.put(
                "dataschema",
                "%s#%s.%s.%d"
                        .formatted(
                                settings.schemas(),
                                event.stream().category(),
                                event.eventType(),
                                event.schemaVersion()));
        // compared as text by those who know only the extension
        attributes.put("sequence", "%019d".formatted(event.position()));
        attributes.put("streamversion", String.valueOf(event.version()));
        metadata(event)
                .properties()
                .forEach(
                        each -> attributes.put(attribute(each.getKey()), each.getValue().asText()));
        return attributes;
    }

    /** Names are of lower-case letters and digits. */
    static String attribute(String field) {
        return field.toLowerCase(Locale.ROOT);
    }

    private static JsonNode metadata(StoredEvent event) {
        return read(event.metadata());
    }

    private static byte[] whole(Map<String, String> attributes, StoredEvent event) {
        ObjectNode whole = JSON.createObjectNode();
        attributes.forEach(whole::put);
        whole.put("datacontenttype", JSON_TYPE);
        whole.set("data", read(event.payload()));
        try {
            return JSON.writeValueAsBytes(whole);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
