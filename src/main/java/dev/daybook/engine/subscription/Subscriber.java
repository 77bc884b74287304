package dev.daybook.engine.subscription;

import dev.daybook.engine.checkpoint.Batch;
import dev.daybook.engine.checkpoint.Checkpoint;
import dev.daybook.engine.checkpoint.CheckpointMoved;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * What follows the log: handles events in order, and keeps the position that it has reached with
 * their effect.
 */
public interface Subscriber {

    String name();

    /**
     * Whether it does anything about events of a category; else it need not be quick to pass them.
     */
    default boolean concerns(String category) {
        return true;
    }

    /** Where it stands, and whether it is this instance's to go on. */
    Uni<Checkpoint> checkpoint();

    /**
     * Handles a batch and moves the checkpoint, both or neither.
     *
     * <p>Fails with {@link CheckpointMoved} if the checkpoint is not where the batch begins, or not
     * this instance's any more.
     */
    Uni<Void> handle(Batch batch);

    /**
     * Leaves the only event of the batch, and all later ones of its stream, for later, and moves
     * the checkpoint past it; both or neither. Fails like {@link #handle}.
     *
     * @param attempts how often it was tried
     */
    Uni<Void> park(Batch batch, Throwable error, int attempts);

    /** Called when there is nothing more to read. */
    default Uni<Void> caughtUp(Checkpoint checkpoint) {
        return Uni.createFrom().voidItem();
    }

    /**
     * Stores what has been done and is not stored yet, and begins nothing more; called when no
     * batch is being handled any more. Does not fail.
     */
    default Uni<Void> stop() {
        return Uni.createFrom().voidItem();
    }

    /** Tells the other instances why the loop does not advance; empty when it does again. */
    default Uni<Void> tell(Optional<String> failure) {
        return Uni.createFrom().voidItem();
    }
}
