package dev.daybook.store;

import dev.daybook.kernel.StreamId;
import dev.daybook.store.outcome.NewOutcome;
import java.util.List;

/**
 * What one batch wants to append to one stream. Without events it only asks whether the version
 * still holds.
 *
 * @param expectedVersion the version on which the events were decided, 0 for a new stream
 * @param confirmedAt the position of the log at which this store last confirmed that the stream was
 *     at that version ({@link AppendResult.Appended#confirmedAt}), 0 for never; a store may spare
 *     itself the comparison where it knows that nobody else appended since
 */
public record StreamAppend(
        StreamId stream,
        long expectedVersion,
        long confirmedAt,
        List<NewEvent> events,
        List<NewOutcome> outcomes) {

    public StreamAppend {
        events = List.copyOf(events);
        outcomes = List.copyOf(outcomes);
    }
}
