package dev.daybook.web.log;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.daybook.store.StoredEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/**
 * An event as the log shows it, in lists and in feeds alike: payload and metadata are the stored
 * JSON, that of an older {@code schemaVersion} as it was then. What was written down does not
 * change; only the service's own readers lift it.
 */
@RegisterForReflection
public record LoggedEvent(
        long position,
        String category,
        String streamId,
        long version,
        UUID eventId,
        String eventType,
        int schemaVersion,
        @JsonRawValue String payload,
        @JsonRawValue String metadata,
        Instant recordedAt) {

    public static LoggedEvent of(StoredEvent event) {
        return new LoggedEvent(
                event.position(),
                event.stream().category(),
                event.stream().id(),
                event.version(),
                event.eventId(),
                event.eventType(),
                event.schemaVersion(),
                event.payload(),
                event.metadata(),
                event.recordedAt());
    }
}
