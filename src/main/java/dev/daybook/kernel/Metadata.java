package dev.daybook.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Where an event comes from.
 *
 * @param commandId the command that caused it: the caller's idempotency key, else generated
 * @param correlationId shared by everything that one request set off
 * @param causationId the event or span that led to the command, where there is one
 * @param userId on whose behalf, where it is known
 */
public record Metadata(
        String commandId,
        String correlationId,
        @Nullable String causationId,
        @Nullable String userId) {}
