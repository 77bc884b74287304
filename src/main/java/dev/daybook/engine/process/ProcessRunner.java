package dev.daybook.engine.process;

import dev.daybook.engine.checkpoint.Batch;
import dev.daybook.engine.checkpoint.Checkpoint;
import dev.daybook.engine.checkpoint.CheckpointStore;
import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.pipeline.CommandContext;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.engine.pipeline.Outcome;
import dev.daybook.engine.pipeline.Outcome.Accepted;
import dev.daybook.engine.pipeline.Outcome.Rejected;
import dev.daybook.engine.pipeline.Precondition;
import dev.daybook.engine.subscription.Subscriber;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Metadata;
import dev.daybook.kernel.Process;
import dev.daybook.kernel.Process.Refused;
import dev.daybook.kernel.Process.Send;
import dev.daybook.kernel.Recorded;
import dev.daybook.store.Overloaded;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.UuidV7;
import dev.daybook.store.outcome.CommandId;
import dev.daybook.store.outcome.CommandKey;

import io.smallrye.mutiny.Uni;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Sends the commands that follow from the events of a process. Deterministic ids make each step
 * take effect once, so the stored checkpoint may lag behind: it moves up to the last event before
 * which every command is answered, some milliseconds later.
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

    private final Process<E> process;
    private final Aggregate<?, E, ?> aggregate;
    private final CheckpointStore checkpoints;
    private final Commands commands;
    private final Codec codec;
    private final ProcessMetrics metrics;
    private final Deque<Begun> begun = new ArrayDeque<>();

    /** Told that it has to go on from the stored checkpoint. */
    private Runnable again = () -> {};

    private int unanswered;
    private long carefulUpTo;
    private long stored;
    private long epoch;
    private boolean storing;
    private boolean due;

    ProcessRunner(
            Process<E> process,
            Aggregate<?, E, ?> aggregate,
            CheckpointStore checkpoints,
            Commands commands,
            Codec codec,
            ProcessMetrics metrics) {
        this.process = process;
        this.aggregate = aggregate;
        this.checkpoints = checkpoints;
        this.commands = commands;
        this.codec = codec;
        this.metrics = metrics;
    }

    void onFailure(Runnable goOnFromCheckpoint) {
        again = goOnFromCheckpoint;
    }

    @Override
    public String name() {
        return process.name();
    }

    @Override
    public boolean concerns(String category) {
        return category.equals(aggregate.category());
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
                : react(batch.events())
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
        Uni<Void> answers = react(batch.events()).memoize().indefinitely();
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

    private void storeNow() {
        synchronized (this) {
            due = false;
        }
        Optional<Batch> done = done();
        done.ifPresent(
                batch ->
                        checkpoints
                                .advance(batch)
                                .subscribe()
                                .with(_ -> storedUpTo(batch), _ -> notStored(batch)));
    }

    private synchronized Optional<Batch> done() {
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

    @Override
    public Uni<Void> park(Batch batch, Throwable error, int attempts) {
        return checkpoints.park(batch, error, attempts);
    }

    @Override
    public Uni<Void> tell(Optional<String> failure) {
        return checkpoints.tell(failure);
    }

    /** Completes once all commands that follow from the events are answered. */
    Uni<Void> react(List<StoredEvent> events) {
        List<Uni<Void>> reactions =
                events.stream()
                        .filter(event -> concerns(event.stream().category()))
                        .map(event -> react(codec.decodeOnce(aggregate, event)))
                        .toList();
        return all(reactions);
    }

    private Uni<Void> react(Recorded<E> event) {
        return sendAll(event, process.on(event));
    }

    private Uni<Void> sendAll(Recorded<E> event, List<Send<?>> sends) {
        return all(sends.stream().map(send -> send(event, send)).toList());
    }

    private <C> Uni<Void> send(Recorded<E> event, Send<C> send) {
        return commands.execute(send.target(), send.id(), send.command(), context(event, send))
                .invoke(outcome -> metrics.answered(send, outcome))
                .chain(outcome -> sendAll(event, next(send, outcome)));
    }

    private static List<Send<?>> next(Send<?> send, Outcome outcome) {
        return switch (outcome) {
            case Accepted(var version, _, _) -> send.accepted().apply(version);
            case Rejected(var refusal, _) ->
                    send.refused()
                            .map(
                                    next ->
                                            next.apply(
                                                    new Refused(
                                                            refusal.code(),
                                                            refusal.kind(),
                                                            refusal.detail())))
                            .orElse(List.of());
            default ->
                    // tried again: others are at the same stream, or this very command is under way
                    throw new Overloaded(send.command() + " was answered with " + outcome);
        };
    }

    private CommandContext context(Recorded<E> event, Send<?> send) {
        Optional<CommandKey> key =
                send.step()
                        .map(step -> event.stream().id() + "/" + step)
                        .map(id -> CommandId.ofProcess(process.name(), id))
                        .map(id -> new CommandKey(id, send.id(), send.refused().isPresent()));
        return new CommandContext(
                new Metadata(
                        key.map(each -> each.id().value())
                                .orElseGet(() -> UuidV7.next().toString()),
                        event.metadata().correlationId(),
                        event.eventId().toString(),
                        event.metadata().userId()),
                key,
                Precondition.NONE);
    }

    private static Uni<Void> all(List<Uni<Void>> parts) {
        return switch (parts.size()) {
            case 0 -> Uni.createFrom().voidItem();
            case 1 -> parts.getFirst();
            default -> Uni.join().all(parts).andCollectFailures().replaceWithVoid();
        };
    }
}
