package dev.daybook.store;

import dev.daybook.kernel.StreamId;
import java.time.Instant;
import java.util.UUID;

/**
 * An event as the log holds it, payload and metadata as JSON text.
 *
 * @param schemaVersion the version of the payload's shape under the stored type name
 */
public record StoredEvent(
        long position,
        StreamId stream,
        long version,
        UUID eventId,
        String eventType,
        int schemaVersion,
        String payload,
        String metadata,
        Instant recordedAt) {}
