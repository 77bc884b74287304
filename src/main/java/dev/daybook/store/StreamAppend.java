package dev.daybook.store;

import dev.daybook.kernel.StreamId;
import java.util.List;

/**
 * What one batch wants to append to one stream. Without events it only asks whether the version
 * still holds.
 *
 * @param expectedVersion the version on which the events were decided, 0 for a new stream
 */
public record StreamAppend(
        StreamId stream, long expectedVersion, List<NewEvent> events, List<NewOutcome> outcomes) {

    public StreamAppend {
        events = List.copyOf(events);
        outcomes = List.copyOf(outcomes);
    }
}
