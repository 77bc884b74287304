package dev.daybook.engine.checkpoint;

import dev.daybook.store.StoredEvent;
import java.util.List;

/**
 * Events to handle together.
 *
 * @param epoch and {@code from}: what the checkpoint must be at
 * @param to where it is moved
 * @param events those behind {@code from} and up to {@code to} that do not wait, in order
 */
public record Batch(long epoch, long from, long to, List<StoredEvent> events) {

    public Batch {
        events = List.copyOf(events);
    }

    /**
     * @param found all events behind the checkpoint's position, in order, at least one
     */
    public static Batch of(Checkpoint checkpoint, List<StoredEvent> found) {
        return new Batch(
                checkpoint.epoch(),
                checkpoint.position(),
                found.getLast().position(),
                found.stream().filter(checkpoint::lets).toList());
    }
}
