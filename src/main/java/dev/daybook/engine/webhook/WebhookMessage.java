package dev.daybook.engine.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.UuidV7;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is sent for an event: the same id and the same body each time, so that a receiver can tell
 * what it has had already.
 */
public record WebhookMessage(String id, String body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The event with its place in the log and in its stream; its metadata stay here. */
    public static WebhookMessage of(StoredEvent event) {
        ObjectNode body = JSON.createObjectNode();
        body.put("type", event.stream().category() + "." + event.eventType());
        body.put("timestamp", event.recordedAt().toString());
        body.put("position", event.position());
        body.put("streamId", event.stream().id());
        body.put("version", event.version());
        body.put("schemaVersion", event.schemaVersion());
        try {
            body.set("data", JSON.readTree(event.payload()));
            return new WebhookMessage(event.eventId().toString(), JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that stands for no event, to try whether messages arrive. */
    public static WebhookMessage test(Instant now) {
        ObjectNode body = JSON.createObjectNode();
        body.put("type", "webhook.Test");
        body.put("timestamp", now.toString());
        body.putObject("data");
        return new WebhookMessage(UuidV7.next().toString(), body.toString());
    }

    /**
     * The headers of one attempt.
     *
     * @param secrets all that hold at that time, the newest first
     * @throws IllegalArgumentException if there is none: nothing is sent without a signature
     */
    public Map<String, String> headers(List<WebhookSecret> secrets, Instant at) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("There is no secret to sign with.");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", "application/json");
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", String.valueOf(at.getEpochSecond()));
        headers.put(
                "webhook-signature",
                secrets.stream()
                        .map(secret -> secret.sign(this, at))
                        .collect(Collectors.joining(" ")));
        return headers;
    }
}
