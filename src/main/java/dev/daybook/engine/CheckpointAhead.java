package dev.daybook.engine;

/**
 * A checkpoint stands behind the end of the log: events that were projected are no longer there.
 */
public final class CheckpointAhead extends RuntimeException {

    private static final long serialVersionUID = 1;

    CheckpointAhead(String name, long checkpoint, long head) {
        super(
                "%s stands at position %d, but the log ends at %d. Was an older dump of the log restored?"
                        .formatted(name, checkpoint, head));
    }
}
