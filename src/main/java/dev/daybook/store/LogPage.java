package dev.daybook.store;

import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * What a filter lets pass of a part of the log.
 *
 * @param events in order; there may be none, though there are more behind {@code through}
 * @param through the position up to which the log was looked through: the next page begins behind
 *     it
 */
public record LogPage(List<StoredEvent> events, long through) {

    /**
     * Most positions that one page looks through: a filter has no index, which every append would
     * have to pay for.
     */
    public static final int MOST_POSITIONS = 50_000;

    public LogPage {
        events = List.copyOf(events);
    }

    /**
     * The page behind a position.
     *
     * @param end where the log ends, as far as the reader knows
     */
    public static Uni<LogPage> read(
            EventStore store, EventFilter filter, long after, long end, int limit) {
        long last = Math.min(end, after + MOST_POSITIONS);
        return store.find(filter, after, last, limit)
                .map(
                        events ->
                                new LogPage(
                                        events,
                                        events.size() == limit
                                                ? events.getLast().position()
                                                : last));
    }
}
