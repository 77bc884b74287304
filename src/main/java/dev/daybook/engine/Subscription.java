package dev.daybook.engine;

import dev.daybook.engine.Subscriber.CheckpointMoved;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The loop behind everything downstream of the log: read after the checkpoint, handle, advance the
 * checkpoint.
 *
 * <p>The first event after a rest is handled at once; while more keep coming, they gather for some
 * milliseconds, since a batch costs little more than a single event.
 *
 * <p>It never skips: an event that cannot be handled is tried again with growing pauses, and {@link
 * #failure} says so. Confined to one Vert.x context.
 */
public final class Subscription {

    private static final Logger LOG = Logger.getLogger(Subscription.class);
    private static final long UNKNOWN = -1;
    private static final Duration GATHERING = Duration.ofMillis(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Subscriber subscriber;
    private final EventStore store;
    private final int batchSize;
    private final Context context;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Progress progress;

    private boolean busy;
    private boolean full;
    private long lastStart = System.nanoTime() - GATHERING.toNanos();
    private Duration retryPause = FIRST_PAUSE;
    private boolean pausing;
    private volatile boolean stopped;
    private volatile long position = UNKNOWN;
    private volatile Optional<String> failure = Optional.empty();
    private final Backlog backlog = new Backlog(InstantSource.system());

    /**
     * @param batchSize most events handled at a time
     * @param context on which the loop runs
     */
    public Subscription(Subscriber subscriber, EventStore store, int batchSize, Context context) {
        this.subscriber = subscriber;
        this.store = store;
        this.batchSize = batchSize;
        this.context = context;
        this.progress = new Progress(context.owner());
    }

    public String name() {
        return subscriber.name();
    }

    /** The stored position up to which everything has been handled. */
    public Uni<Long> checkpoint() {
        return subscriber.checkpoint();
    }

    /** The position reached as far as this instance knows; -1 before the checkpoint was read. */
    public long position() {
        return position;
    }

    /** How far the checkpoint has come, for those who wait for it. */
    public Progress progress() {
        return progress;
    }

    /**
     * Completes once the checkpoint has reached the position, whoever moved it there.
     *
     * @return fails with {@link ProjectionBehind} if that is not so in time
     */
    public Uni<Void> reach(long wanted, Duration patience) {
        if (progress.reached() < wanted) {
            // what is waited for may have been appended, and projected, by another instance
            wake();
        }
        return progress.reach(wanted, patience);
    }

    /** Why the loop does not advance, if so. */
    public Optional<String> failure() {
        return failure;
    }

    /** How far it is behind the log, as far as this instance knows; asks nobody. */
    public Lag lag() {
        return backlog.lag();
    }

    /** Says that the log reaches to this position at least. */
    public void wakeUpTo(long head) {
        backlog.reachesTo(head);
        if (position < head) {
            wake();
        }
    }

    /** Says that there may be more to read; cheap, and safe from any thread. */
    public void wake() {
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(_ -> next());
        }
    }

    /** Ends the loop after the batch that is being handled. */
    public void stop() {
        stopped = true;
    }

    private void next() {
        if (busy || pausing || stopped || !woken.get()) {
            return;
        }
        long untilDue = full ? 0 : lastStart + GATHERING.toNanos() - System.nanoTime();
        if (untilDue > 0) {
            pause(Duration.ofNanos(untilDue));
            return;
        }
        woken.set(false);
        busy = true;
        lastStart = System.nanoTime();
        // deferred: an exception on the way to the first step is a failure like any other
        Uni.createFrom()
                .deferred(this::known)
                .chain(from -> store.read(from, batchSize).chain(events -> handle(from, events)))
                .emitOn(task -> context.runOnContext(_ -> task.run()))
                .subscribe()
                .with(this::advanced, this::failed);
    }

    private Uni<Long> known() {
        return position == UNKNOWN ? subscriber.checkpoint() : Uni.createFrom().item(position);
    }

    private Uni<List<StoredEvent>> handle(long from, List<StoredEvent> events) {
        reached(from);
        backlog.found(from, events);
        return events.isEmpty()
                ? Uni.createFrom().item(events)
                : subscriber.handle(from, events).replaceWith(events);
    }

    private void reached(long newPosition) {
        position = newPosition;
        progress.reached(newPosition);
    }

    private void advanced(List<StoredEvent> events) {
        full = events.size() == batchSize;
        backlog.handled(events, !full);
        if (!events.isEmpty()) {
            reached(events.getLast().position());
        }
        if (full) {
            woken.set(true);
        }
        if (failure.isPresent()) {
            LOG.infof("%s goes on from position %d.", name(), position);
        }
        failure = Optional.empty();
        retryPause = FIRST_PAUSE;
        busy = false;
        next();
    }

    private void failed(Throwable cause) {
        busy = false;
        position = UNKNOWN;
        if (cause instanceof CheckpointMoved) {
            wake();
            next();
            return;
        }
        backlog.lost();
        String message = String.valueOf(cause.getMessage());
        if (!failure.equals(Optional.of(message))) {
            LOG.errorf("%s does not advance: %s", name(), message);
        }
        failure = Optional.of(message);
        woken.set(true);
        pause(retryPause);
        retryPause =
                retryPause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                        ? LONGEST_PAUSE
                        : retryPause.multipliedBy(2);
    }

    private void pause(Duration length) {
        pausing = true;
        context.owner()
                .setTimer(Math.max(1, length.toMillis()), _ -> context.runOnContext(_ -> resume()));
    }

    private void resume() {
        pausing = false;
        next();
    }
}
