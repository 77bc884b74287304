package dev.daybook.engine.process;

import dev.daybook.engine.checkpoint.Batch;
import dev.daybook.engine.checkpoint.Checkpoint;
import dev.daybook.engine.checkpoint.CheckpointStore;
import dev.daybook.engine.subscription.Subscriber;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Follows the log for a process. Each step takes effect once, so the stored checkpoint may lag
 * behind: it moves up to the last event before which every command is answered, some milliseconds
 * later.
 *
 * <p>After a failure it goes on from the stored checkpoint, and waits for each batch until it has
 * passed what had been begun: then the loop learns which event is to blame.
 */
final class ProcessRunner<E> implements Subscriber {

    private static final int MOST_UNANSWERED = 2000;
    private static final Duration BETWEEN_STORES = Duration.ofMillis(50);

    /** A batch that has been begun. */
    private static final class Begun {
        private final Batch batch;
        private boolean answered;

        Begun(Batch batch) {
            this.batch = batch;
        }
    }

    private final Reactions<E> reactions;
    private final CheckpointStore checkpoints;
    private final Deque<Begun> begun = new ArrayDeque<>();

    /** Told that it has to go on from the stored checkpoint. */
    private Runnable again = () -> {};

    private int unanswered;
    private long carefulUpTo;
    private long stored;
    private long epoch;
    private boolean storing;
    private boolean due;
    private boolean stopped;
    private Uni<Void> lastStore = Uni.createFrom().voidItem();

    ProcessRunner(Reactions<E> reactions, CheckpointStore checkpoints) {
        this.reactions = reactions;
        this.checkpoints = checkpoints;
    }

    void onFailure(Runnable goOnFromCheckpoint) {
        again = goOnFromCheckpoint;
    }

    @Override
    public String name() {
        return reactions.process();
    }

    @Override
    public boolean concerns(String category) {
        return reactions.concerns(category);
    }

    @Override
    public Uni<Checkpoint> checkpoint() {
        forget();
        return checkpoints.read().invoke(this::goOnFrom);
    }

    private synchronized void forget() {
        begun.clear();
        unanswered = 0;
    }

    private synchronized void goOnFrom(Checkpoint checkpoint) {
        stored = checkpoint.position();
        epoch = checkpoint.epoch();
    }

    @Override
    public Uni<Void> handle(Batch batch) {
        return mayRunAhead(batch)
                ? runAhead(batch)
                : reactions
                        .to(batch.events())
                        .chain(() -> checkpoints.advance(batch))
                        .invoke(() -> reached(batch));
    }

    private synchronized boolean mayRunAhead(Batch batch) {
        return batch.from() >= carefulUpTo;
    }

    private synchronized void reached(Batch batch) {
        stored = batch.to();
    }

    /** Completes at once, unless too much is under way. */
    private Uni<Void> runAhead(Batch batch) {
        Uni<Void> answers = reactions.to(batch.events()).memoize().indefinitely();
        Begun started = new Begun(batch);
        boolean tooMuch;
        synchronized (this) {
            begun.add(started);
            unanswered += batch.events().size();
            tooMuch = unanswered > MOST_UNANSWERED;
        }
        answers.subscribe().with(_ -> answered(started), _ -> failed(batch));
        return tooMuch
                // the failure is told by going on from the checkpoint
                ? answers.onFailure().recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    private void answered(Begun done) {
        synchronized (this) {
            if (!begun.contains(done)) {
                return; // it was begun before a failure
            }
            done.answered = true;
            unanswered -= done.batch.events().size();
        }
        store();
    }

    private void failed(Batch batch) {
        synchronized (this) {
            carefulUpTo = Math.max(carefulUpTo, batch.to());
        }
        again.run();
    }

    /**
     * Moves the checkpoint to where everything is answered; not with each batch, since nobody waits
     * for it.
     */
    private void store() {
        synchronized (this) {
            if (due) {
                return;
            }
            due = true;
        }
        Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(BETWEEN_STORES)
                .subscribe()
                .with(_ -> storeNow());
    }

    private synchronized void storeNow() {
        due = false;
        if (!stopped) {
            storeDone();
        }
    }

    private synchronized void storeDone() {
        done().ifPresent(
                        batch -> {
                            lastStore = checkpoints.advance(batch).memoize().indefinitely();
                            lastStore
                                    .subscribe()
                                    .with(_ -> storedUpTo(batch), _ -> notStored(batch));
                        });
    }

    private Optional<Batch> done() {
        long to = stored;
        while (!storing && !begun.isEmpty() && begun.getFirst().answered) {
            to = begun.removeFirst().batch.to();
        }
        if (to == stored) {
            return Optional.empty();
        }
        storing = true;
        return Optional.of(new Batch(epoch, stored, to, List.of()));
    }

    private void storedUpTo(Batch batch) {
        synchronized (this) {
            storing = false;
            stored = batch.to();
        }
        store();
    }

    private void notStored(Batch batch) {
        synchronized (this) {
            storing = false;
        }
        failed(batch);
    }

    /** What is answered later is done once more by whoever goes on from the checkpoint. */
    @Override
    public synchronized Uni<Void> stop() {
        stopped = true;
        return lastStore
                .onFailure()
                .recoverWithNull()
                .invoke(this::storeDone)
                .chain(this::lastStore)
                .onFailure()
                .recoverWithNull();
    }

    private synchronized Uni<Void> lastStore() {
        return lastStore;
    }

    @Override
    public Uni<Void> park(Batch batch, Throwable error, int attempts) {
        return checkpoints.park(batch, error, attempts);
    }

    @Override
    public Uni<Void> tell(Optional<String> failure) {
        return checkpoints.tell(failure);
    }
}
