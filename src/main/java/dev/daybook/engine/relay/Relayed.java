package dev.daybook.engine.relay;

import dev.daybook.store.StoredEvent;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Which events are sent, and as what.
 *
 * @param upcaster gives an event as it would be stored today
 */
public record Relayed(Set<String> categories, UnaryOperator<StoredEvent> upcaster) {

    public Relayed {
        categories = Set.copyOf(categories);
    }

    boolean includes(StoredEvent event) {
        return categories.contains(event.stream().category());
    }
}
