package dev.daybook.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import java.util.Set;

/**
 * Which events of the log are wanted; one that is empty lets all pass.
 *
 * @param category the only category, where there is one
 * @param eventType the only stored type, where there is one
 * @param correlationId of the only request, where there is one, that all set off
 * @param hidden categories of which nothing passes
 */
public record EventFilter(
        Optional<String> category,
        Optional<String> eventType,
        Optional<String> correlationId,
        Set<String> hidden) {

    private static final JsonMapper JSON = StoredJson.mapper();

    public static final EventFilter ALL =
            new EventFilter(Optional.empty(), Optional.empty(), Optional.empty(), Set.of());

    public EventFilter {
        hidden = Set.copyOf(hidden);
    }

    public boolean lets(StoredEvent event) {
        return !hidden.contains(event.stream().category())
                && category.map(event.stream().category()::equals).orElse(true)
                && eventType.map(event.eventType()::equals).orElse(true)
                && correlationId.map(id -> id.equals(correlationId(event))).orElse(true);
    }

    private static String correlationId(StoredEvent event) {
        try {
            return JSON.readTree(event.metadata()).path("correlationId").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event's metadata is no JSON.", e);
        }
    }
}
