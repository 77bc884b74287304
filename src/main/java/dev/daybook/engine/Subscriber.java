package dev.daybook.engine;

import dev.daybook.store.StoredEvent;
import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * What follows the log: handles events in order, and keeps the position that it has reached with
 * their effect.
 */
public interface Subscriber {

    String name();

    /** The position up to which everything has been handled. */
    Uni<Long> checkpoint();

    /**
     * Handles the events behind {@code from} and moves the checkpoint to the last of them, both or
     * neither.
     *
     * <p>Fails with {@link CheckpointMoved} if the checkpoint is not at {@code from}: another
     * instance was faster.
     */
    Uni<Void> handle(long from, List<StoredEvent> events);

    /** Somebody else advanced the checkpoint; nothing was written. */
    final class CheckpointMoved extends RuntimeException {

        private static final long serialVersionUID = 1;

        public CheckpointMoved(String name) {
            super("The checkpoint of " + name + " was moved by another instance.");
        }
    }
}
