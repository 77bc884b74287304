package dev.daybook.store.outcome;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a keyed command, to be stored with its events unless the key was answered before.
 *
 * @param version of the stream after the command, which also finds its last event
 * @param rejection JSON text, or null where the command was accepted
 * @param kept false where the key is only looked up: an answer of this kind is not stored
 */
public record NewOutcome(CommandKey key, long version, @Nullable String rejection, boolean kept) {

    public static NewOutcome accepted(CommandKey key, long version) {
        return new NewOutcome(key, version, null, true);
    }

    public static NewOutcome rejected(CommandKey key, long version, String rejection) {
        return new NewOutcome(key, version, rejection, true);
    }

    public static NewOutcome lookUp(CommandKey key) {
        return new NewOutcome(key, 0, null, false);
    }
}
