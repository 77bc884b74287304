package dev.daybook.support;

import dev.daybook.kernel.StreamId;
import dev.daybook.store.NewEvent;
import dev.daybook.store.StreamAppend;
import dev.daybook.store.outcome.CommandId;
import dev.daybook.store.outcome.CommandKey;
import dev.daybook.store.outcome.NewOutcome;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** What a test of a store appends. */
public final class Entries {

    public static final String METADATA =
            "{\"commandId\": \"c\", \"correlationId\": \"r\", \"userId\": null}";

    private Entries() {}

    public static StreamId stream(String id) {
        return new StreamId("thing", id);
    }

    public static NewEvent event(String payload) {
        return new NewEvent(UUID.randomUUID(), "ThingHappened", 1, payload, METADATA);
    }

    /** Some events that differ from each other and from all others. */
    public static NewEvent[] events(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> event("{\"number\": " + number + "}"))
                .toArray(NewEvent[]::new);
    }

    public static StreamAppend entry(StreamId stream, long expectedVersion, NewEvent... events) {
        return new StreamAppend(stream, expectedVersion, 0, List.of(events), List.of());
    }

    /** The same entry with the outcomes of its commands. */
    public static StreamAppend answering(StreamAppend entry, NewOutcome... outcomes) {
        return new StreamAppend(
                entry.stream(),
                entry.expectedVersion(),
                entry.confirmedAt(),
                entry.events(),
                List.of(outcomes));
    }

    public static CommandKey key(String value) {
        return new CommandKey(new CommandId("caller", value), "fingerprint of " + value);
    }
}
