package dev.daybook.engine.pipeline;

import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.pipeline.WitnessedCaller.Witness;
import dev.daybook.store.Overloaded;
import dev.daybook.store.outcome.CommandId;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The keyed commands that this instance has taken and not answered yet: who sends one of them again
 * waits for its end, but not for long.
 *
 * <p>This is for the caller's sake; that a key takes effect once is the store's doing, also where
 * two sendings go to two instances. An entry ends with the command and not with the caller, who may
 * have hung up; so there are never more than commands in the pipeline.
 */
final class KeysInFlight {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Ends the entry of a command with the command. */
    private record EntryEnd(Runnable end) implements Witness {

        @Override
        public void answered(Outcome outcome) {
            end.run();
        }

        @Override
        public void failed(Throwable failure) {
            end.run();
        }
    }

    private final ConcurrentMap<CommandId, CompletableFuture<Boolean>> ends =
            new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final int mostWaiting;
    private final Consumer<Runnable> executor;

    /**
     * @param mostWaiting callers that may wait at the same time; one more is refused at once
     * @param executor runs what is left to do when a wait is over
     */
    KeysInFlight(int mostWaiting, Consumer<Runnable> executor) {
        this.mostWaiting = mostWaiting;
        this.executor = executor;
    }

    int size() {
        return ends.size();
    }

    /**
     * Starts a command at once where no other one with its id is under way, else after that one's
     * end, when the store knows what became of it. {@link Outcome.InFlight} where that takes too
     * long.
     *
     * @param start takes whom to answer
     * @return whether it was started at once
     */
    boolean execute(
            CommandId id,
            UniEmitter<? super Outcome> caller,
            Consumer<UniEmitter<? super Outcome>> start) {
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        CompletableFuture<Boolean> first = ends.putIfAbsent(id, end);
        if (first == null) {
            start(tracked(caller, id, end), start);
        } else {
            waitFor(first, caller, () -> start(again(caller, id), start));
        }
        return first == null;
    }

    /** However it ends, its entry does too. */
    private static void start(
            UniEmitter<? super Outcome> caller, Consumer<UniEmitter<? super Outcome>> start) {
        try {
            start.accept(caller);
        } catch (RuntimeException bug) {
            caller.fail(bug);
        }
    }

    private void waitFor(
            CompletableFuture<Boolean> first,
            UniEmitter<? super Outcome> caller,
            Runnable whenEnded) {
        if (waiting.incrementAndGet() > mostWaiting) {
            waiting.decrementAndGet();
            caller.fail(new Overloaded("Too many requests wait for an earlier one."));
            return;
        }
        Cancellable wait =
                Uni.createFrom()
                        .completionStage(first.copy())
                        .ifNoItem()
                        .after(PATIENCE)
                        .recoverWithItem(false)
                        .onTermination()
                        .invoke(waiting::decrementAndGet)
                        .emitOn(executor::accept)
                        .subscribe()
                        .with(
                                ended -> {
                                    if (ended) {
                                        whenEnded.run();
                                    } else {
                                        caller.complete(new Outcome.InFlight());
                                    }
                                });
        caller.onTermination(wait::cancel);
    }

    /** Of several that have waited and go together now, one is enough for others to wait for. */
    private UniEmitter<? super Outcome> again(UniEmitter<? super Outcome> caller, CommandId id) {
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        return ends.putIfAbsent(id, end) == null ? tracked(caller, id, end) : caller;
    }

    private UniEmitter<? super Outcome> tracked(
            UniEmitter<? super Outcome> caller, CommandId id, CompletableFuture<Boolean> end) {
        return new WitnessedCaller(
                caller,
                new EntryEnd(
                        () -> {
                            ends.remove(id, end);
                            end.complete(true);
                        }));
    }
}
