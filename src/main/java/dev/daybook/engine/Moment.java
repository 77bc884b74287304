package dev.daybook.engine;

import java.time.Instant;

/** A point in the history of a stream. */
public sealed interface Moment {

    /** Right after the event of this version. */
    record Version(long version) implements Moment {}

    /** After all events that were recorded at this instant or before. */
    record AsOf(Instant instant) implements Moment {}
}
