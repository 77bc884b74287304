package dev.daybook.store.outcome;

import org.jspecify.annotations.Nullable;

/**
 * What a keyed command was answered when it was first decided.
 *
 * @param position of the command's last event; 0 where it was rejected
 * @param rejection JSON text, or null where the command was accepted
 */
public record StoredOutcome(
        CommandKey key, long version, long position, @Nullable String rejection) {}
