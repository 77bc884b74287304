package dev.daybook.engine.subscription;

import static java.util.Comparator.comparingLong;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far something has come along the log, and who waits for it to come further.
 *
 * <p>Whoever learns of an advance says so to {@link #reached}, which wakes all waiters at or below
 * it together: none of them holds a thread or polls. Safe from any thread.
 */
public final class Progress {

    /** Each waiter is an open request: one more than this is told at once that it is too early. */
    private static final int MOST_WAITING = 10_000;

    /**
     * @param number tells apart those that wait for the same position
     * @param context where the waiter came from, and is woken
     */
    private record Waiter(
            long position,
            long number,
            @Nullable Context context,
            UniEmitter<? super Void> caller) {

        void wake() {
            tell(() -> caller.complete(null));
        }

        public void giveUp(long reached) {
            tell(() -> caller.fail(new ProjectionBehind(reached, position)));
        }

        private void tell(Runnable message) {
            if (context == null) {
                message.run();
            } else {
                context.runOnContext(_ -> message.run());
            }
        }
    }

    private final Vertx vertx;
    private final TreeSet<Waiter> waiters =
            new TreeSet<>(comparingLong(Waiter::position).thenComparingLong(Waiter::number));

    private boolean ended;
    private long arrivals;
    private volatile long reached;

    public Progress(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The farthest position known to be reached. */
    public long reached() {
        return reached;
    }

    /** How many wait. */
    public synchronized int waiting() {
        return waiters.size();
    }

    /** Says that all up to this position is done. */
    public void reached(long position) {
        if (position > reached) {
            advance(position).forEach(Waiter::wake);
        }
    }

    /**
     * Completes once the position is reached.
     *
     * @return fails with {@link ProjectionBehind} if that is not so in time; who cancels is
     *     forgotten
     */
    public Uni<Void> reach(long position, Duration patience) {
        return reached >= position
                ? Uni.createFrom().voidItem()
                : Uni.createFrom().emitter(caller -> await(position, patience, caller));
    }

    /** Tells all who wait, and whoever comes yet, that it takes too long: the service is ending. */
    public void giveUp() {
        List<Waiter> waiting;
        synchronized (this) {
            ended = true;
            waiting = List.copyOf(waiters);
            waiters.clear();
        }
        waiting.forEach(waiter -> waiter.giveUp(reached));
    }

    private void await(long position, Duration patience, UniEmitter<? super Void> caller) {
        Waiter waiter = new Waiter(position, nextNumber(), Vertx.currentContext(), caller);
        if (!add(waiter)) {
            caller.fail(new ProjectionBehind(reached, position));
            return;
        }
        long timer =
                vertx.setTimer(
                        Math.max(1, patience.toMillis()),
                        _ -> {
                            remove(waiter);
                            caller.fail(new ProjectionBehind(reached, position));
                        });
        caller.onTermination(
                () -> {
                    vertx.cancelTimer(timer);
                    remove(waiter);
                });
        // it may have been reached before the waiter was there to be woken
        if (reached >= position) {
            caller.complete(null);
        }
    }

    private synchronized long nextNumber() {
        return ++arrivals;
    }

    private synchronized boolean add(Waiter waiter) {
        return !ended && waiters.size() < MOST_WAITING && waiters.add(waiter);
    }

    private synchronized void remove(Waiter waiter) {
        waiters.remove(waiter);
    }

    private synchronized List<Waiter> advance(long position) {
        reached = Math.max(reached, position);
        List<Waiter> woken = new ArrayList<>();
        while (!waiters.isEmpty() && waiters.first().position() <= reached) {
            woken.add(waiters.removeFirst());
        }
        return woken;
    }
}
