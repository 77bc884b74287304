package dev.daybook.engine.subscription;

import dev.daybook.engine.checkpoint.Batch;
import dev.daybook.engine.checkpoint.CheckpointMoved;
import dev.daybook.store.Overloaded;
import dev.daybook.store.StoreRefusal;
import dev.daybook.store.StoreUnavailable;
import io.smallrye.mutiny.CompositeException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Says what a loop does about a failure, and tells everybody. Where an event is to blame, it is
 * found by halving the batch, tried again with growing pauses, and then its stream is parked;
 * whatever else fails is tried until it succeeds. Nothing is skipped.
 */
public final class FailureHandler {

    private static final Logger LOG = Logger.getLogger(Subscription.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final int MOST_ATTEMPTS = 4;

    /** What comes next. */
    sealed interface Remedy {

        /** The loop goes on from the stored checkpoint. */
        record GoOn() implements Remedy {}

        /** Half as many events are tried, at once. */
        record Halve() implements Remedy {}

        /** The only event of the batch is left for later. */
        record Park(Batch batch, int attempts) implements Remedy {}

        /** The same is tried again. */
        record Retry(Duration pause) implements Remedy {}
    }

    private final Subscriber subscriber;
    private Duration pause = FIRST_PAUSE;
    private int attempts;

    /** An event that cannot be handled is behind the position, and not behind this. */
    private long suspectUpTo;

    private volatile Optional<String> failure = Optional.empty();

    FailureHandler(Subscriber subscriber) {
        this.subscriber = subscriber;
    }

    /** Whether other events would have been handled. */
    public static boolean blamesEvents(Throwable cause) {
        return switch (cause) {
            case StoreRefusal refusal -> refusal.blamesData();
            case StoreUnavailable _, Overloaded _, DestinationUnavailable _ -> false;
            case CompositeException all ->
                    all.getCauses().stream().allMatch(FailureHandler::blamesEvents);
            default -> true;
        };
    }

    /** Why the loop does not advance, if so. */
    Optional<String> failure() {
        return failure;
    }

    /** The owner's loop does not advance for this reason, or does. */
    void ownerSays(Optional<String> reason) {
        failure = reason;
    }

    /** How many events may be tried together. */
    int limit(long from, int batchSize) {
        return from < suspectUpTo ? Math.clamp((suspectUpTo - from) / 2, 1, batchSize) : batchSize;
    }

    /**
     * @param tried what was being handled, if anything was
     */
    Remedy failed(Optional<Batch> tried, Throwable cause) {
        if (cause instanceof CheckpointMoved) {
            return new Remedy.GoOn();
        }
        return tried.isPresent() && blamesEvents(cause)
                ? suspect(tried.get(), cause)
                : retry(cause);
    }

    private Remedy suspect(Batch batch, Throwable cause) {
        if (batch.events().size() > 1) {
            suspectUpTo = batch.to();
            return new Remedy.Halve();
        }
        return batch.events().size() == 1 && ++attempts >= MOST_ATTEMPTS
                ? new Remedy.Park(batch, attempts)
                : retry(cause);
    }

    private Remedy retry(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (!failure.equals(Optional.of(message))) {
            LOG.errorf("%s does not advance: %s", subscriber.name(), message);
            tell(Optional.of(message));
        }
        Duration now = pause;
        Duration next = now.multipliedBy(2);
        pause = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
        return new Remedy.Retry(now);
    }

    /** The loop has advanced up to a position. */
    void recovered(long position) {
        attempts = 0;
        pause = FIRST_PAUSE;
        if (failure.isPresent()) {
            LOG.infof("%s goes on from position %d.", subscriber.name(), position);
            tell(Optional.empty());
        }
    }

    private void tell(Optional<String> reason) {
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
                                        subscriber.name(), untold.getMessage()));
    }
}
