package dev.daybook.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Where an event comes from.
 *
 * @param commandId the command that caused it: the caller's idempotency key, else generated
 * @param correlationId shared by everything that one request set off
 * @param causationId the event or span that led to the command, where there is one
 * @param userId who sent it: the authenticated caller, else whom the caller names
 * @param actingFor whom an authenticated caller names who may act for others
 */
public record Metadata(
        String commandId,
        String correlationId,
        @Nullable String causationId,
        @Nullable String userId,
        @Nullable String actingFor) {

    /** Of a command that nobody sent for somebody else. */
    public Metadata(
            String commandId,
            String correlationId,
            @Nullable String causationId,
            @Nullable String userId) {
        this(commandId, correlationId, causationId, userId, null);
    }
}
