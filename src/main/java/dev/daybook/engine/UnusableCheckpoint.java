package dev.daybook.engine;

/** A projection cannot go on from what is stored; the message says why in one line. */
public final class UnusableCheckpoint extends RuntimeException {

    private static final long serialVersionUID = 1;

    private UnusableCheckpoint(String message) {
        super(message);
    }

    /** Events that were projected are no longer there. */
    static UnusableCheckpoint aheadOfTheLog(String name, long checkpoint, long head) {
        return new UnusableCheckpoint(
                "%s stands at position %d, but the log ends at %d. Was an older dump of the log restored?"
                        .formatted(name, checkpoint, head));
    }

    /** The rows were made by another version of the projection than the one that would go on. */
    static UnusableCheckpoint ofOtherVersion(String name, int stored, int version) {
        return new UnusableCheckpoint(
                "%s was projected by version %d of the projection, and this is version %d. Empty the table and delete its row in projection_checkpoints to project it anew."
                        .formatted(name, stored, version));
    }
}
