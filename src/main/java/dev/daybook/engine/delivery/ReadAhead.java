package dev.daybook.engine.delivery;

import dev.daybook.engine.endpoint.Place;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.StoredEvent;
import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The next events that a webhook wants, a bounded number of them: the log is read no further than
 * there is room. Confined to one context.
 */
final class ReadAhead {

    private static final int MOST_WAITING = 100;
    private static final int PAGE = 100;

    private final DeliveryMeans means;
    private final Place place;

    /** Read, and not begun. */
    private final Deque<StoredEvent> waiting = new ArrayDeque<>();

    /** The positions of what is neither delivered nor held. */
    private final TreeSet<Long> open = new TreeSet<>();

    private long read;
    private long head;
    private boolean reading;

    /**
     * @param head to which the log reaches
     */
    ReadAhead(DeliveryMeans means, Place place, long head) {
        this.means = means;
        this.place = place;
        this.read = place.position();
        this.head = head;
    }

    /** Up to here the log was looked through. */
    long read() {
        return read;
    }

    /** Up to here all that is wanted is settled. */
    long position() {
        return open.isEmpty() ? read : open.first() - 1;
    }

    boolean wants(StoredEvent event) {
        return means.published().includes(event) && place.wants(event);
    }

    boolean hasRoom() {
        return waiting.size() < MOST_WAITING / 2;
    }

    /** The log reaches to this position at least. */
    void reachesTo(long position) {
        head = Math.max(head, position);
    }

    /** These are the events behind a position, and no others, up to another one. */
    void take(List<StoredEvent> events, long from, long to) {
        if (read != from) {
            return;
        }
        for (StoredEvent event : events) {
            if (wants(event)) {
                if (waiting.size() == MOST_WAITING) {
                    return;
                }
                waiting.add(event);
                open.add(event.position());
            }
            read = event.position();
        }
        read = to;
    }

    /** What is to be begun, in order; what is, is removed. */
    Iterator<StoredEvent> waiting() {
        return waiting.iterator();
    }

    /** An event is delivered or held. */
    void settled(StoredEvent event) {
        open.remove(event.position());
    }

    /**
     * Reads on in the log, where it goes on.
     *
     * @param then run once there is more
     */
    void readOn(Runnable then, Consumer<Throwable> broken) {
        if (reading || read >= head) {
            return;
        }
        reading = true;
        long from = read;
        means.store()
                .readNext(from, PAGE)
                .emitOn(means.context())
                .subscribe()
                .with(events -> found(from, events, then), broken);
    }

    private void found(long from, List<StoredEvent> events, Runnable then) {
        reading = false;
        if (!events.isEmpty()) {
            take(events, from, events.getLast().position());
        }
        if (read > from) {
            then.run();
        }
    }

    /** The next event of a stream behind a version that is wanted, up to a position. */
    Uni<Optional<StoredEvent>> next(StreamId stream, long version, long upTo) {
        return means.store()
                .readStream(stream, version, PAGE)
                .chain(
                        events -> {
                            Optional<StoredEvent> next = firstWanted(events, upTo);
                            return next.isPresent()
                                            || events.size() < PAGE
                                            || events.getLast().position() > upTo
                                    ? Uni.createFrom().item(next)
                                    : next(stream, events.getLast().version(), upTo);
                        });
    }

    private Optional<StoredEvent> firstWanted(List<StoredEvent> events, long upTo) {
        return events.stream()
                .filter(event -> event.position() <= upTo && wants(event))
                .findFirst();
    }
}
