package dev.daybook.engine.feed;

import dev.daybook.engine.subscription.Bulkhead;
import dev.daybook.store.EventFilter;
import dev.daybook.store.EventStore;
import dev.daybook.store.LogPage;
import dev.daybook.store.Overloaded;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * All who follow the log live. Who has caught up is served from the {@link LiveTail}, and waits
 * there for more; who is behind reads the store, a few at a time, so that commands are not kept
 * waiting.
 */
public final class Feeds {

    /** Small: each reader holds so many at most while it does not read on. */
    private static final int PAGE_SIZE = 50;

    private static final int READS_AT_A_TIME = 2;

    private final LiveTail tail;
    private final EventStore store;
    private final int most;
    private final Duration heartbeat;
    private final Set<Feed> open = ConcurrentHashMap.newKeySet();
    private final Bulkhead bulkhead = new Bulkhead(READS_AT_A_TIME);
    private final LongAdder handedOut = new LongAdder();
    private volatile boolean ended;

    /**
     * @param most feeds that may be open; one more is refused
     * @param heartbeat how long a reader is told nothing at most
     */
    public Feeds(LiveTail tail, EventStore store, int most, Duration heartbeat) {
        this.tail = tail;
        this.store = store;
        this.most = most;
        this.heartbeat = heartbeat;
    }

    /** Up to where the log is known; -1 before it was asked. */
    public long position() {
        return tail.position();
    }

    /** How many are open. */
    public int open() {
        return open.size();
    }

    /** How many events were handed out to readers, since the start. */
    public long handedOut() {
        return handedOut.sum();
    }

    void countHandedOut(int events) {
        handedOut.add(events);
    }

    Duration heartbeat() {
        return heartbeat;
    }

    /** Whether the log has come to this position. */
    public Uni<Boolean> hasReached(long position) {
        return position <= tail.position()
                ? Uni.createFrom().item(true)
                : store.head().map(head -> position <= head);
    }

    /**
     * Follows the log from behind a position that it has reached.
     *
     * @throws Overloaded if there are too many, or the service is ending
     */
    public Feed open(EventFilter filter, long after) {
        Feed feed = new Feed(this, filter, after);
        synchronized (open) {
            if (ended || open.size() >= most) {
                throw new Overloaded(ended ? "The service is ending." : "Too many feeds are open.");
            }
            open.add(feed);
        }
        return feed;
    }

    /** Ends all, for good: the service is ending. */
    public void end() {
        synchronized (open) {
            ended = true;
        }
        open.forEach(Feed::end);
    }

    void remove(Feed feed) {
        open.remove(feed);
    }

    Uni<LogPage> page(EventFilter filter, long after) {
        return tail.passes(after)
                .chain(
                        () ->
                                tail.behind(filter, after, PAGE_SIZE)
                                        .map(page -> Uni.createFrom().item(page))
                                        .orElseGet(() -> stored(filter, after)));
    }

    private Uni<LogPage> stored(EventFilter filter, long after) {
        return bulkhead.take(
                Uni.createFrom()
                        .deferred(
                                () ->
                                        LogPage.read(
                                                store, filter, after, tail.position(), PAGE_SIZE)));
    }
}
