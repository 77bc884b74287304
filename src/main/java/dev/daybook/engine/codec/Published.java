package dev.daybook.engine.codec;

import dev.daybook.store.StoredEvent;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Which events are sent out of the log, and as what.
 *
 * @param upcaster gives an event as it would be stored today
 */
public record Published(Set<String> categories, UnaryOperator<StoredEvent> upcaster) {

    public Published {
        categories = Set.copyOf(categories);
    }

    public boolean includes(StoredEvent event) {
        return categories.contains(event.stream().category());
    }
}
