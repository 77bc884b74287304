package dev.daybook.engine.pipeline;

import dev.daybook.engine.pipeline.BatchSteps.Settled;
import dev.daybook.engine.pipeline.BatchSteps.Unreadable;
import dev.daybook.store.AppendResult;
import dev.daybook.store.EventStore;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Takes one batch of commands all the way: states, decisions, append, and what became of each
 * stream. Each stream holds by itself. Confined to the pipeline's context.
 */
final class BatchExecutor {

    private final EventStore store;
    private final BatchSteps steps;

    BatchExecutor(EventStore store, BatchSteps steps) {
        this.store = store;
        this.steps = steps;
    }

    /** Commands of one batch, from their states to what is left to do. */
    Uni<Settled<PendingCommand<?, ?, ?>>> run(List<PendingCommand<?, ?, ?>> commands) {
        return steps.decide(commands)
                .chain(
                        streams ->
                                steps.append(
                                                store.append(BatchSteps.appends(streams)),
                                                commands.size())
                                        .map(results -> settle(streams, results)))
                .onFailure(BatchSteps::hasCulprit)
                .recoverWithUni(failure -> runHalves(commands, failure))
                .onFailure(failure -> !BatchSteps.hasCulprit(failure))
                .recoverWithItem(failure -> giveUp(commands, failure));
    }

    private Settled<PendingCommand<?, ?, ?>> settle(
            Collection<StreamBatch<?, ?, ?>> streams, List<AppendResult> results) {
        List<PendingCommand<?, ?, ?>> decideAgain = new ArrayList<>();
        return new Settled<>(steps.settle(streams, results, decideAgain), decideAgain);
    }

    /**
     * Something in the batch cannot be stored or read: decide the halves again, until the culprit
     * stands alone.
     */
    private Uni<Settled<PendingCommand<?, ?, ?>>> runHalves(
            List<PendingCommand<?, ?, ?>> commands, Throwable failure) {
        if (commands.size() == 1) {
            Throwable cause = failure instanceof Unreadable ? failure.getCause() : failure;
            return Uni.createFrom().item(Settled.failed(commands, cause));
        }
        int middle = commands.size() / 2;
        return run(commands.subList(0, middle))
                .chain(first -> run(commands.subList(middle, commands.size())).map(first::and));
    }

    private Settled<PendingCommand<?, ?, ?>> giveUp(
            List<PendingCommand<?, ?, ?>> commands, Throwable failure) {
        steps.suspect(commands);
        return Settled.failed(commands, failure);
    }
}
