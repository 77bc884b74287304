package dev.daybook.engine.pipeline;

import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.StreamId;
import io.smallrye.mutiny.subscription.UniEmitter;

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
        int attempts) {

    void answer(Outcome outcome) {
        caller.complete(outcome);
    }

    void fail(Throwable failure) {
        caller.fail(failure);
    }

    PendingCommand<C, E, S> again() {
        return new PendingCommand<>(
                aggregate, stream, command, context, caller, enqueuedAt, attempts + 1);
    }
}
