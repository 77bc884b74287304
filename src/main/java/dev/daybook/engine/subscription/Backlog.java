package dev.daybook.engine.subscription;

import dev.daybook.store.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What of the log a subscription has not handled yet, known without asking the database: from what
 * this instance appended and from what the subscription read. Anybody may ask and tell it.
 */
final class Backlog {

    private final InstantSource clock;
    private long reached;
    private long head;

    /** Nothing behind what was reached is older. */
    private Instant oldest;

    /** The log was last seen to its end, or the next part of it. */
    private Instant seen;

    private Optional<Instant> blindSince = Optional.empty();

    Backlog(InstantSource clock) {
        this.clock = clock;
        this.oldest = clock.instant();
        this.seen = oldest;
    }

    /** The log reaches to this position at least. */
    synchronized void reachesTo(long position) {
        if (position <= head) {
            if (position == reached) {
                seen = clock.instant();
            }
            return;
        }
        if (reached >= head) {
            oldest = clock.instant();
        }
        head = position;
    }

    /** These events were found behind the position up to which everything is handled. */
    synchronized void found(long from, List<StoredEvent> events) {
        reached = from;
        seen = clock.instant();
        blindSince = Optional.empty();
        if (events.isEmpty()) {
            head = Math.max(head, from);
            return;
        }
        oldest = events.getFirst().recordedAt();
        head = Math.max(head, events.getLast().position());
    }

    /**
     * They are handled.
     *
     * @param all whether they were all that there were when they were found
     */
    synchronized void handled(List<StoredEvent> events, boolean all) {
        if (events.isEmpty()) {
            return;
        }
        reached = events.getLast().position();
        head = Math.max(head, reached);
        oldest = all ? seen : events.getLast().recordedAt();
    }

    /**
     * Another instance has handled all up to a position.
     *
     * @param behind how old the first event behind it is, zero if there is none
     */
    synchronized void followed(long position, Duration behind) {
        reached = Math.max(reached, position);
        head = Math.max(head, reached);
        seen = clock.instant();
        oldest = seen.minus(behind);
        blindSince = Optional.empty();
    }

    /** The log cannot be read, or not be gone on from. */
    synchronized void lost() {
        if (blindSince.isEmpty()) {
            blindSince = Optional.of(seen);
        }
    }

    synchronized Lag lag() {
        long events = head - reached;
        Optional<Instant> since = events > 0 ? Optional.of(oldest) : blindSince;
        return new Lag(
                events,
                since.map(start -> Duration.between(start, clock.instant())).orElse(Duration.ZERO));
    }
}
