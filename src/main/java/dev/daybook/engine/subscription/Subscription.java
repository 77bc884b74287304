package dev.daybook.engine.subscription;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * What is behind everything downstream of the log: a {@link Loop} that runs while this instance
 * leads; else it is only told how far the owner has come. Safe from any thread.
 *
 * <p>It never skips: see {@link FailureHandler}. Events that do not concern the subscriber wait for
 * some tenths of a second, unless somebody waits for the checkpoint.
 */
public final class Subscription {

    /**
     * @param batchSize most events handled at a time
     * @param gathering how long events gather at least while more keep coming
     * @param hurry the same while somebody waits for them
     */
    public record Pace(int batchSize, Duration gathering, Duration hurry) {

        /** Of what is read rather than acted upon. */
        public static Pace ofBatches(int batchSize) {
            return new Pace(batchSize, Duration.ofMillis(80), Duration.ofMillis(20));
        }

        /** Of what others wait for. */
        public static Pace prompt(int batchSize) {
            return new Pace(batchSize, Duration.ZERO, Duration.ZERO);
        }
    }

    private final Subscriber subscriber;
    private final Loop loop;
    private volatile Optional<SubscriptionStatus> status = Optional.empty();

    /**
     * @param context on which the loop runs
     * @param advances told each position that the loop has reached, as the owner
     */
    public Subscription(
            Subscriber subscriber,
            LogReader log,
            Pace pace,
            Context context,
            LongConsumer advances) {
        this.subscriber = subscriber;
        this.loop = new Loop(subscriber, log, pace, context, advances);
    }

    public String name() {
        return subscriber.name();
    }

    /** The position reached as far as this instance knows; -1 before it knows any. */
    public long position() {
        return loop.position;
    }

    /** How far the checkpoint has come, for those who wait for it. */
    public Progress progress() {
        return loop.progress;
    }

    /** Whether this instance is, or believes to be, the owner. */
    public boolean leads() {
        return loop.leading;
    }

    /** Why the loop does not advance, if so. */
    public Optional<String> failure() {
        return loop.failures.failure();
    }

    /** How far it is behind the log, as far as this instance knows; asks nobody. */
    public Lag lag() {
        return loop.backlog.lag();
    }

    /** What the database last said of it; nothing before it was asked. */
    public Optional<SubscriptionStatus> status() {
        return status;
    }

    /**
     * Completes once the checkpoint has reached the position, whoever moved it there.
     *
     * @return fails with {@link ProjectionBehind} if that is not so in time
     */
    public Uni<Void> reach(long wanted, Duration patience) {
        if (progress().reached() < wanted) {
            // what is waited for may have been appended by another instance
            loop.hurry();
        }
        return progress().reach(wanted, patience);
    }

    /** Says that the subscription is this instance's. */
    public void lead() {
        if (!leads()) {
            loop.lead();
        }
    }

    /** Says whose it is, and where it stands. */
    public void tell(SubscriptionStatus current) {
        status = Optional.of(current);
        if (current.mine()) {
            lead();
        } else {
            loop.leading = false;
            loop.failures.ownerSays(current.failure());
            follow(current.position(), current.behind());
        }
    }

    /** Says how far the owner has come. */
    public void follow(long reached) {
        follow(reached, Duration.ZERO);
    }

    private void follow(long reached, Duration behind) {
        if (!leads()) {
            loop.backlog.followed(reached, behind);
            loop.followed(reached);
        }
    }

    /** Says that nobody knows now how far the owner has come. */
    public void lost() {
        if (!leads()) {
            loop.backlog.lost();
        }
    }

    /** Says that the log reaches to this position at least. */
    public void wakeUpTo(long head) {
        loop.backlog.reachesTo(head);
        loop.wakeUpTo(head);
    }

    /** The same, of events in these categories only. */
    public void wakeUpTo(long head, Set<String> categories) {
        if (categories.stream().anyMatch(subscriber::concerns)) {
            wakeUpTo(head);
        } else {
            loop.backlog.reachesTo(head);
            loop.wakeLater();
        }
    }

    /** Says that there may be more to read; cheap. */
    public void wake() {
        loop.wake();
    }

    /** Says that it has to ask again where it stands, and to go on from there. */
    public void again() {
        loop.again();
    }

    /**
     * Ends the loop after the batch that is being handled.
     *
     * @return completes once that is over; does not fail. What a process has sent may still be
     *     under way, and is sent again by whoever goes on from its checkpoint
     */
    public Uni<Void> stop() {
        return loop.stop();
    }
}
