package dev.daybook.store;

import java.util.UUID;

/** An event to be appended; payload and metadata are JSON text. */
public record NewEvent(
        UUID eventId, String eventType, int schemaVersion, String payload, String metadata) {}
