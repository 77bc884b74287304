package dev.daybook.store;

import java.util.List;
import java.util.Optional;

/** A snapshot, where a newer one than the version known was found, and the events behind it. */
public record StreamTail(Optional<StoredSnapshot> snapshot, List<StoredEvent> events) {

    public StreamTail {
        events = List.copyOf(events);
    }
}
