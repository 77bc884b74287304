package dev.daybook.store;

import java.util.Optional;
import java.util.Set;

/**
 * Which events of the log are wanted; one that is empty lets all pass.
 *
 * @param category the only category, where there is one
 * @param eventType the only stored type, where there is one
 * @param hidden categories of which nothing passes
 */
public record EventFilter(
        Optional<String> category, Optional<String> eventType, Set<String> hidden) {

    public static final EventFilter ALL =
            new EventFilter(Optional.empty(), Optional.empty(), Set.of());

    public EventFilter {
        hidden = Set.copyOf(hidden);
    }

    public boolean lets(StoredEvent event) {
        return !hidden.contains(event.stream().category())
                && category.map(event.stream().category()::equals).orElse(true)
                && eventType.map(event.eventType()::equals).orElse(true);
    }
}
