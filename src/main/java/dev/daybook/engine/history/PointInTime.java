package dev.daybook.engine.history;

import java.time.Instant;

/** A point in the history of a stream. */
public sealed interface PointInTime {

    /** Right after the event of this version. */
    record Version(long version) implements PointInTime {}

    /** After all events that were recorded at this instant or before. */
    record AsOf(Instant instant) implements PointInTime {}
}
