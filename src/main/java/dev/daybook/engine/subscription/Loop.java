package dev.daybook.engine.subscription;

import dev.daybook.engine.checkpoint.Batch;
import dev.daybook.engine.checkpoint.Checkpoint;
import dev.daybook.engine.subscription.FailureHandler.Remedy;
import dev.daybook.engine.subscription.Subscription.Pace;
import dev.daybook.store.StoredEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;

/**
 * Reads after the checkpoint, handles, advances the checkpoint, for as long as this instance leads.
 *
 * <p>The first event after a rest is handled at once; while more keep coming, they gather for some
 * milliseconds, since a batch costs little more than a single event; for less where somebody waits
 * for them. Confined to one Vert.x context; anybody may ask it, wake it and end it.
 */
final class Loop {

    private static final Logger LOG = Logger.getLogger(Subscription.class);
    private static final long UNKNOWN = -1;
    private static final Duration LATER = Duration.ofMillis(100);

    final Progress progress;
    final FailureHandler failures;
    final Backlog backlog = new Backlog(InstantSource.system());
    volatile boolean leading;
    volatile long position = UNKNOWN;
    private final Subscriber subscriber;
    private final LogReader log;
    private final Pace pace;
    private final Context context;
    private final LongConsumer advances;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicBoolean wakesLater = new AtomicBoolean();

    /** Up to here the log has events that are not to wait. */
    private final LongAccumulator urgent = new LongAccumulator(Math::max, 0);

    /** Whether somebody waits for the events that gather. */
    private final AtomicBoolean hurried = new AtomicBoolean();

    private OptionalLong gathering = OptionalLong.empty();
    private boolean busy;
    private boolean full;
    private boolean restart;
    private long lastStart;
    private boolean pausing;

    /** What the owner relies on; empty when it has to be asked for. */
    private Optional<Checkpoint> checkpoint = Optional.empty();

    private Optional<Batch> tried = Optional.empty();

    /** Tells who waits for the end of what it is busy with. */
    private Runnable atRest = () -> {};

    private volatile boolean stopped;

    Loop(Subscriber subscriber, LogReader log, Pace pace, Context context, LongConsumer advances) {
        this.subscriber = subscriber;
        this.log = log;
        this.pace = pace;
        this.context = context;
        this.advances = advances;
        this.progress = new Progress(context.owner());
        this.failures = new FailureHandler(subscriber);
        this.lastStart = System.nanoTime() - pace.gathering().toNanos();
    }

    void lead() {
        context.runOnContext(_ -> begin());
    }

    private void begin() {
        leading = true;
        checkpoint = Optional.empty();
        woken.set(true);
        next();
    }

    void followed(long reached) {
        position = Math.max(position, reached);
        progress.reached(reached);
    }

    Uni<Void> stop() {
        stopped = true;
        return Uni.createFrom()
                .<Void>emitter(
                        end -> context.runOnContext(_ -> whenAtRest(() -> end.complete(null))))
                .chain(subscriber::stop);
    }

    private void whenAtRest(Runnable task) {
        if (busy) {
            atRest = task;
        } else {
            task.run();
        }
    }

    void wake() {
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(_ -> next());
        }
    }

    /** Somebody waits for what there may be. */
    void hurry() {
        woken.set(true);
        if (hurried.compareAndSet(false, true)) {
            context.runOnContext(_ -> gatherNoLonger());
        }
    }

    private void gatherNoLonger() {
        if (gathering.isPresent() && context.owner().cancelTimer(gathering.getAsLong())) {
            gathering = OptionalLong.empty();
            pausing = false;
        }
        next();
    }

    void wakeUpTo(long head) {
        if (position < head) {
            urgent.accumulate(head);
            wake();
        }
    }

    /** Most events are those of other modules: to pass them in few batches costs less. */
    void wakeLater() {
        if (leading && wakesLater.compareAndSet(false, true)) {
            context.owner()
                    .setTimer(
                            // each at a time of its own: together they would hold up everybody else
                            LATER.toMillis()
                                    + Math.floorMod(subscriber.name().hashCode(), LATER.toMillis()),
                            _ -> {
                                wakesLater.set(false);
                                wake();
                            });
        }
    }

    void again() {
        context.runOnContext(
                _ -> {
                    checkpoint = Optional.empty();
                    restart = busy;
                    woken.set(true);
                    next();
                });
    }

    private void next() {
        if (!leading) {
            woken.set(false);
            hurried.set(false);
            return;
        }
        if (busy || pausing || stopped || !woken.get()) {
            return;
        }
        Duration pause = hurried.get() ? pace.hurry() : pace.gathering();
        long untilDue = full ? 0 : lastStart + pause.toNanos() - System.nanoTime();
        if (untilDue > 0) {
            gathering = OptionalLong.of(pause(Duration.ofNanos(untilDue)));
            return;
        }
        woken.set(false);
        hurried.set(false);
        busy = true;
        lastStart = System.nanoTime();
        tried = Optional.empty();
        // deferred: an exception on the way to the first step is a failure like any other
        Uni.createFrom()
                .deferred(this::current)
                .chain(this::step)
                .emitOn(task -> context.runOnContext(_ -> task.run()))
                .subscribe()
                .with(this::advanced, this::failed);
    }

    private Uni<Checkpoint> current() {
        return checkpoint.isPresent()
                ? Uni.createFrom().item(checkpoint.get())
                : subscriber.checkpoint();
    }

    /** Gives where it stands afterwards. */
    private Uni<Checkpoint> step(Checkpoint from) {
        if (!from.owned()) {
            return Uni.createFrom().item(from);
        }
        reached(from.position());
        int limit = failures.limit(from.position(), pace.batchSize());
        return log.readNext(from.position(), limit)
                .invoke(events -> backlog.found(from.position(), events))
                .invoke(events -> full = events.size() == limit)
                .chain(events -> handle(from, events));
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
            checkpoint = Optional.empty();
            atRest.run();
            return;
        }
        checkpoint = restart ? Optional.empty() : Optional.of(now);
        restart = false;
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
        failures.recovered(position);
        atRest.run();
        next();
    }

    private void failed(Throwable cause) {
        busy = false;
        atRest.run();
        if (stopped) {
            // what it needs is being taken down, and is not to be asked for again
            return;
        }
        restart = false;
        checkpoint = Optional.empty();
        woken.set(true);
        act(failures.failed(tried, cause), cause);
    }

    private void act(Remedy remedy, Throwable cause) {
        switch (remedy) {
            case Remedy.GoOn _ -> next();
            case Remedy.Halve _ -> {
                full = true;
                next();
            }
            case Remedy.Park(var batch, var attempts) -> park(batch, cause, attempts);
            case Remedy.Retry(var pause) -> {
                backlog.lost();
                pause(pause);
            }
        }
    }

    private void park(Batch batch, Throwable cause, int attempts) {
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
                subscriber.name(),
                event.stream(),
                event.version(),
                event.position(),
                event.eventType(),
                cause.getMessage());
        backlog.handled(batch.events(), false);
        reached(batch.to());
        advances.accept(batch.to());
        failures.recovered(position);
        atRest.run();
        next();
    }

    /** The checkpoint has not moved either: the event is tried once more, then parking is. */
    private void notParked(Throwable cause) {
        busy = false;
        atRest.run();
        if (!stopped) {
            act(failures.failed(Optional.empty(), cause), cause);
        }
    }

    private long pause(Duration length) {
        pausing = true;
        return context.owner()
                .setTimer(Math.max(1, length.toMillis()), _ -> context.runOnContext(_ -> resume()));
    }

    private void resume() {
        gathering = OptionalLong.empty();
        pausing = false;
        next();
    }
}
