package dev.daybook.engine.subscription;

import dev.daybook.engine.checkpoint.Batch;
import dev.daybook.engine.checkpoint.Checkpoint;
import dev.daybook.engine.checkpoint.CheckpointMoved;
import dev.daybook.store.EventStore;
import dev.daybook.store.Overloaded;
import dev.daybook.store.StoreRefusal;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.store.StoredEvent;
import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;

/**
 * The loop behind everything downstream of the log: read after the checkpoint, handle, advance the
 * checkpoint. It runs while this instance leads; else it is only told how far the owner has come.
 *
 * <p>The first event after a rest is handled at once; while more keep coming, they gather for some
 * milliseconds, since a batch costs little more than a single event. Events that do not concern the
 * subscriber wait for some tenths of a second, unless somebody waits for the checkpoint.
 *
 * <p>It never skips. Where an event is to blame for a failure, it is found by halving the batch,
 * tried again with growing pauses, and then its stream is parked; whatever else fails is tried
 * until it succeeds, and {@link #failure} says so. Confined to one Vert.x context.
 */
public final class Subscription {

    private static final Logger LOG = Logger.getLogger(Subscription.class);
    private static final long UNKNOWN = -1;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LATER = Duration.ofMillis(100);
    private static final int MOST_ATTEMPTS = 4;

    /**
     * @param batchSize most events handled at a time
     * @param gathering how long events gather at least while more keep coming
     */
    public record Pace(int batchSize, Duration gathering) {

        /** Of what is read rather than acted upon. */
        public static Pace ofBatches(int batchSize) {
            return new Pace(batchSize, Duration.ofMillis(30));
        }

        /** Of what others wait for. */
        public static Pace prompt(int batchSize) {
            return new Pace(batchSize, Duration.ZERO);
        }
    }

    private final Subscriber subscriber;
    private final EventStore store;
    private final Pace pace;
    private final Context context;
    private final LongConsumer advances;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicBoolean wakesLater = new AtomicBoolean();

    /** Up to here the log has events that are not to wait. */
    private final LongAccumulator urgent = new LongAccumulator(Math::max, 0);

    private final Progress progress;

    private boolean busy;
    private boolean full;
    private boolean restart;
    private long lastStart;
    private Duration retryPause = FIRST_PAUSE;
    private boolean pausing;

    /** What the owner relies on; empty when it has to be asked for. */
    private Optional<Checkpoint> standing = Optional.empty();

    private Optional<Batch> tried = Optional.empty();

    /** An event that cannot be handled is behind the position, and not behind this. */
    private long suspectUpTo;

    private int attempts;
    private volatile boolean leading;
    private volatile boolean stopped;
    private volatile long position = UNKNOWN;
    private volatile Optional<String> failure = Optional.empty();
    private volatile Optional<SubscriptionStatus> lease = Optional.empty();
    private final Backlog backlog = new Backlog(InstantSource.system());

    /**
     * @param context on which the loop runs
     * @param advances told each position that the loop has reached, as the owner
     */
    public Subscription(
            Subscriber subscriber,
            EventStore store,
            Pace pace,
            Context context,
            LongConsumer advances) {
        this.subscriber = subscriber;
        this.store = store;
        this.pace = pace;
        this.lastStart = System.nanoTime() - pace.gathering().toNanos();
        this.context = context;
        this.advances = advances;
        this.progress = new Progress(context.owner());
    }

    public String name() {
        return subscriber.name();
    }

    /** The position reached as far as this instance knows; -1 before it knows any. */
    public long position() {
        return position;
    }

    /** How far the checkpoint has come, for those who wait for it. */
    public Progress progress() {
        return progress;
    }

    /** Whether this instance is, or believes to be, the owner. */
    public boolean leads() {
        return leading;
    }

    /**
     * Completes once the checkpoint has reached the position, whoever moved it there.
     *
     * @return fails with {@link ProjectionBehind} if that is not so in time
     */
    public Uni<Void> reach(long wanted, Duration patience) {
        if (progress.reached() < wanted) {
            // what is waited for may have been appended by another instance
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

    /** Says that the subscription is this instance's. */
    public void lead() {
        if (!leading) {
            context.runOnContext(_ -> begin());
        }
    }

    private void begin() {
        leading = true;
        standing = Optional.empty();
        woken.set(true);
        next();
    }

    /** What the database last said of it; nothing before it was asked. */
    public Optional<SubscriptionStatus> lease() {
        return lease;
    }

    /** Says whose it is, and where it stands. */
    public void tell(SubscriptionStatus current) {
        lease = Optional.of(current);
        if (current.mine()) {
            lead();
        } else {
            leading = false;
            failure = current.failure();
            follow(current.position(), current.behind());
        }
    }

    /** Says how far the owner has come. */
    public void follow(long reached) {
        follow(reached, Duration.ZERO);
    }

    private void follow(long reached, Duration behind) {
        if (!leading) {
            backlog.followed(reached, behind);
            position = Math.max(position, reached);
            progress.reached(reached);
        }
    }

    /** Says that nobody knows at the moment how far the owner has come. */
    public void lost() {
        if (!leading) {
            backlog.lost();
        }
    }

    /** Says that the log reaches to this position at least. */
    public void wakeUpTo(long head) {
        backlog.reachesTo(head);
        if (position < head) {
            urgent.accumulate(head);
            wake();
        }
    }

    /** The same, of events in these categories only. */
    public void wakeUpTo(long head, Set<String> categories) {
        if (categories.stream().anyMatch(subscriber::concerns)) {
            wakeUpTo(head);
        } else {
            backlog.reachesTo(head);
            wakeLater();
        }
    }

    /** Most events are those of other modules: to pass them in few batches costs less. */
    private void wakeLater() {
        if (leading && wakesLater.compareAndSet(false, true)) {
            context.owner()
                    .setTimer(
                            // each at a time of its own: together they would hold up everybody else
                            LATER.toMillis() + Math.floorMod(name().hashCode(), LATER.toMillis()),
                            _ -> {
                                wakesLater.set(false);
                                wake();
                            });
        }
    }

    /** Says that there may be more to read; cheap, and safe from any thread. */
    public void wake() {
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(_ -> next());
        }
    }

    /** Says that it has to ask again where it stands, and to go on from there. */
    public void again() {
        context.runOnContext(
                _ -> {
                    standing = Optional.empty();
                    restart = busy;
                    woken.set(true);
                    next();
                });
    }

    /** Ends the loop after the batch that is being handled. */
    public void stop() {
        stopped = true;
    }

    private void next() {
        if (!leading) {
            woken.set(false);
            return;
        }
        if (busy || pausing || stopped || !woken.get()) {
            return;
        }
        long untilDue = full ? 0 : lastStart + pace.gathering().toNanos() - System.nanoTime();
        if (untilDue > 0) {
            pause(Duration.ofNanos(untilDue));
            return;
        }
        woken.set(false);
        busy = true;
        lastStart = System.nanoTime();
        tried = Optional.empty();
        // deferred: an exception on the way to the first step is a failure like any other
        Uni.createFrom()
                .deferred(this::known)
                .chain(this::step)
                .emitOn(task -> context.runOnContext(_ -> task.run()))
                .subscribe()
                .with(this::advanced, this::failed);
    }

    private Uni<Checkpoint> known() {
        return standing.isPresent() ? Uni.createFrom().item(standing.get()) : subscriber.standing();
    }

    /** Gives where it stands afterwards. */
    private Uni<Checkpoint> step(Checkpoint from) {
        if (!from.owned()) {
            return Uni.createFrom().item(from);
        }
        reached(from.position());
        int limit = limit(from.position());
        return store.readNext(from.position(), limit)
                .invoke(events -> backlog.found(from.position(), events))
                .invoke(events -> full = events.size() == limit)
                .chain(events -> handle(from, events));
    }

    private int limit(long from) {
        return from < suspectUpTo ? (int) Math.max(1, (suspectUpTo - from) / 2) : pace.batchSize();
    }

    private Uni<Checkpoint> handle(Checkpoint from, List<StoredEvent> events) {
        if (events.isEmpty()) {
            return subscriber.caughtUp(from).replaceWith(from);
        }
        Batch batch = Batch.of(from, events);
        tried = Optional.of(batch);
        Checkpoint after = from.at(batch.to());
        return subscriber
                .handle(batch)
                .invoke(() -> tried = Optional.empty())
                .invoke(() -> backlog.handled(events, !full))
                .chain(() -> full ? Uni.createFrom().voidItem() : subscriber.caughtUp(after))
                .replaceWith(after);
    }

    private void reached(long newPosition) {
        position = newPosition;
        progress.reached(newPosition);
    }

    private void advanced(Checkpoint now) {
        busy = false;
        if (!now.owned()) {
            leading = false;
            standing = Optional.empty();
            return;
        }
        standing = restart ? Optional.empty() : Optional.of(now);
        restart = false;
        attempts = 0;
        if (full || urgent.get() > now.position()) {
            woken.set(true);
        } else if (backlog.lag().events() > 0) {
            // what was read from memory may end before what another instance has appended
            wakeLater();
        }
        if (now.position() > position) {
            reached(now.position());
            advances.accept(now.position());
        }
        recovered();
        next();
    }

    private void recovered() {
        if (failure.isPresent()) {
            LOG.infof("%s goes on from position %d.", name(), position);
            say(Optional.empty());
        }
        retryPause = FIRST_PAUSE;
    }

    private void failed(Throwable cause) {
        if (stopped) {
            // what it needs is being taken down, and is not to be asked for again
            return;
        }
        busy = false;
        restart = false;
        standing = Optional.empty();
        woken.set(true);
        if (cause instanceof CheckpointMoved) {
            next();
        } else if (tried.isPresent() && blamesEvents(cause)) {
            suspect(tried.get(), cause);
        } else {
            retryLater(cause);
        }
    }

    /** Whether other events would have been handled. */
    public static boolean blamesEvents(Throwable cause) {
        return switch (cause) {
            case StoreRefusal refusal -> refusal.blamesData();
            case StoreUnavailable _, Overloaded _ -> false;
            case CompositeException all ->
                    all.getCauses().stream().allMatch(Subscription::blamesEvents);
            default -> true;
        };
    }

    private void suspect(Batch batch, Throwable cause) {
        if (batch.events().size() > 1) {
            suspectUpTo = batch.to();
            full = true;
            next();
        } else if (batch.events().size() == 1 && ++attempts >= MOST_ATTEMPTS) {
            park(batch, cause);
        } else {
            retryLater(cause);
        }
    }

    private void park(Batch batch, Throwable cause) {
        busy = true;
        Uni.createFrom()
                .deferred(() -> subscriber.park(batch, cause, attempts))
                .emitOn(task -> context.runOnContext(_ -> task.run()))
                .subscribe()
                .with(_ -> parked(batch, cause), this::notParked);
    }

    private void parked(Batch batch, Throwable cause) {
        busy = false;
        StoredEvent event = batch.events().getFirst();
        LOG.errorf(
                "%s parks %s from version %d on (position %d, %s): %s",
                name(),
                event.stream(),
                event.version(),
                event.position(),
                event.eventType(),
                cause.getMessage());
        attempts = 0;
        backlog.handled(batch.events(), false);
        reached(batch.to());
        advances.accept(batch.to());
        recovered();
        next();
    }

    /** The checkpoint has not moved either: the event is tried once more, then parking is. */
    private void notParked(Throwable cause) {
        busy = false;
        if (cause instanceof CheckpointMoved) {
            next();
        } else {
            retryLater(cause);
        }
    }

    private void retryLater(Throwable cause) {
        backlog.lost();
        String message = String.valueOf(cause.getMessage());
        if (!failure.equals(Optional.of(message))) {
            LOG.errorf("%s does not advance: %s", name(), message);
            say(Optional.of(message));
        }
        pause(retryPause);
        retryPause =
                retryPause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                        ? LONGEST_PAUSE
                        : retryPause.multipliedBy(2);
    }

    private void say(Optional<String> reason) {
        failure = reason;
        subscriber
                .tell(reason)
                .subscribe()
                .with(
                        _ -> {},
                        // the database is the one that fails, as a rule
                        untold ->
                                LOG.debugf(
                                        "%s cannot tell the others: %s",
                                        name(), untold.getMessage()));
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
