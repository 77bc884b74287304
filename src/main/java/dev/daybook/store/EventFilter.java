package dev.daybook.store;

import java.util.Optional;

/**
 * Which events of the log are wanted; one that is empty lets all pass.
 *
 * @param category the only category, where there is one
 * @param eventType the only stored type, where there is one
 */
public record EventFilter(Optional<String> category, Optional<String> eventType) {

    public static final EventFilter ALL = new EventFilter(Optional.empty(), Optional.empty());

    public boolean lets(StoredEvent event) {
        return category.map(event.stream().category()::equals).orElse(true)
                && eventType.map(event.eventType()::equals).orElse(true);
    }
}
