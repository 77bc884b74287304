package dev.daybook.support;

import dev.daybook.kernel.Metadata;
import dev.daybook.kernel.Recorded;
import dev.daybook.kernel.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Events of one stream as the log would hold them, one a second from a fixed instant on. */
public final class History {

    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
    private static final Metadata METADATA = new Metadata("command", "correlation", null, null);

    private History() {}

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <E> List<Recorded<E>> of(StreamId stream, E... events) {
        return IntStream.range(0, events.length)
                .mapToObj(
                        index ->
                                new Recorded<>(
                                        100 + index,
                                        stream,
                                        index + 1,
                                        eventId(index + 1),
                                        events[index],
                                        METADATA,
                                        recordedAt(index + 1)))
                .toList();
    }

    public static UUID eventId(long version) {
        return new UUID(0, version);
    }

    public static Instant recordedAt(long version) {
        return START.plusSeconds(version);
    }
}
