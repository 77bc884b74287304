package dev.daybook.engine.feed;

import dev.daybook.store.EventFilter;
import dev.daybook.store.LogPage;
import dev.daybook.store.StoredEvent;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** One reader who follows the log, no faster than it asks. */
public final class Feed {

    private final Feeds feeds;
    private final EventFilter filter;
    private final long start;
    private volatile Runnable onEnd = () -> {};
    private volatile boolean ended;

    Feed(Feeds feeds, EventFilter filter, long start) {
        this.feeds = feeds;
        this.filter = filter;
        this.start = start;
    }

    /** The position behind which it begins. */
    public long start() {
        return start;
    }

    /** How long its reader is told nothing at most. */
    public Duration heartbeat() {
        return feeds.heartbeat();
    }

    /** What to do when the service ends; done at once where it does already. */
    public void onEnd(Runnable action) {
        onEnd = action;
        if (ended) {
            action.run();
        }
    }

    /**
     * The next few events behind a position, once there are any; none where the filter let nothing
     * pass so far. May be given up, which costs nothing.
     */
    public Uni<LogPage> behind(long position) {
        return feeds.page(filter, position).invoke(page -> requireWhole(page, position));
    }

    /** Positions have no hole: anything else is a bug, and must not reach a reader. */
    private void requireWhole(LogPage page, long after) {
        long last = after;
        for (StoredEvent event : page.events()) {
            if (filter.equals(EventFilter.ALL)
                    ? event.position() != last + 1
                    : event.position() <= last) {
                throw new IllegalStateException(
                        "Position %d comes behind %d.".formatted(event.position(), last));
            }
            last = event.position();
        }
        feeds.countHandedOut(page.events().size());
    }

    /** The reader is gone. */
    public void close() {
        feeds.remove(this);
    }

    void end() {
        ended = true;
        onEnd.run();
    }
}
