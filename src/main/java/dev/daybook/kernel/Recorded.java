package dev.daybook.kernel;

import java.time.Instant;
import java.util.UUID;

/**
 * An event as it stands in the log; never changes.
 *
 * @param position place in the whole log: 1, 2, 3 ... without a hole, in commit order
 * @param version place in its stream: 1, 2, 3 ... without a hole
 * @param recordedAt when it was appended, in UTC; never decreases along positions
 */
public record Recorded<E>(
        long position,
        StreamId stream,
        long version,
        UUID eventId,
        E event,
        Metadata metadata,
        Instant recordedAt) {}
