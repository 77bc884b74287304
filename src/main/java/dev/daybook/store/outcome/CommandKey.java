package dev.daybook.store.outcome;

/**
 * A command's id and the fingerprint of the request, which tells a repeated request from a reused
 * id.
 *
 * @param keepsRefusals whether a refusal is final; one that nobody acts upon is not, and the same
 *     command may be accepted later
 */
public record CommandKey(CommandId id, String fingerprint, boolean keepsRefusals) {

    public CommandKey(CommandId id, String fingerprint) {
        this(id, fingerprint, true);
    }
}
