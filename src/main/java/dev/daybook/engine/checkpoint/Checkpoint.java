package dev.daybook.engine.checkpoint;

import dev.daybook.store.StoredEvent;
import java.util.Set;

/**
 * Where a subscription stands, as its owner knows it.
 *
 * @param owned whether it is this instance's
 * @param epoch another one once anybody has changed something that the owner relies on
 * @param position up to which everything has been handled, or is parked
 * @param parked streams of which an event could not be handled, as {@code category/id}: their later
 *     ones wait
 * @param skipped positions of events that are left out, behind {@code position}
 */
public record Checkpoint(
        boolean owned, long epoch, long position, Set<String> parked, Set<Long> skipped) {

    /** The same row after a batch. */
    public Checkpoint at(long newPosition) {
        return new Checkpoint(owned, epoch, newPosition, parked, skipped);
    }

    /** Whether an event is to be handled now. */
    public boolean lets(StoredEvent event) {
        return (parked.isEmpty() || !parked.contains(event.stream().toString()))
                && !skipped.contains(event.position());
    }
}
