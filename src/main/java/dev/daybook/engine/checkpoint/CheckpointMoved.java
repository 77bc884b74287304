package dev.daybook.engine.checkpoint;

/** Somebody else changed the checkpoint; nothing was written. */
public final class CheckpointMoved extends RuntimeException {

    private static final long serialVersionUID = 1;

    public CheckpointMoved(String name) {
        super("The checkpoint of " + name + " was moved by another instance.");
    }
}
