package dev.daybook.engine.pipeline;

import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Outcome;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.StreamId;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.Objects;

/**
 * A command that waits for its answer.
 *
 * @param enqueuedAt in {@link System#nanoTime}
 * @param attempts how often it was decided on a version that turned out to be stale
 */
record PendingCommand<C, E, S>(
        Aggregate<C, E, S> aggregate,
        StreamId stream,
        C command,
        CommandContext context,
        UniEmitter<? super Outcome> caller,
        long enqueuedAt,
        int attempts)
        implements CommandQueue.Waiting {

    @Override
    public String sender() {
        return Objects.requireNonNullElse(context.metadata().userId(), "");
    }

    /** Whether whom it answers is about to send what comes next. */
    boolean isStepOfProcess() {
        return context.key().filter(key -> key.id().isOfProcess()).isPresent();
    }

    @Override
    public void answer(Outcome outcome) {
        caller.complete(outcome);
    }

    @Override
    public void fail(Throwable failure) {
        caller.fail(failure);
    }

    PendingCommand<C, E, S> again() {
        return new PendingCommand<>(
                aggregate, stream, command, context, caller, enqueuedAt, attempts + 1);
    }

    /** As if it had come only now: whom it answers has waited for something else. */
    PendingCommand<C, E, S> answering(UniEmitter<? super Outcome> other) {
        return new PendingCommand<>(
                aggregate, stream, command, context, other, System.nanoTime(), attempts);
    }
}
