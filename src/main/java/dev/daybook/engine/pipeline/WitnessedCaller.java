package dev.daybook.engine.pipeline;

import dev.daybook.engine.command.Outcome;
import io.smallrye.mutiny.subscription.UniEmitter;

/** Tells a witness how a command ended, then the caller. */
record WitnessedCaller(UniEmitter<? super Outcome> caller, Witness witness)
        implements UniEmitter<Outcome> {

    /** Takes note of how one command ended. */
    interface Witness {
        void answered(Outcome outcome);

        void failed(Throwable failure);
    }

    @Override
    public void complete(Outcome outcome) {
        witness.answered(outcome);
        caller.complete(outcome);
    }

    @Override
    public void fail(Throwable failure) {
        witness.failed(failure);
        caller.fail(failure);
    }

    @Override
    public UniEmitter<Outcome> onTermination(Runnable onTermination) {
        caller.onTermination(onTermination);
        return this;
    }
}
