package dev.daybook.engine.pipeline;

import dev.daybook.engine.pipeline.BatchSteps.Settled;
import dev.daybook.engine.pipeline.CommandQueue.Waiting;
import dev.daybook.engine.pipeline.GroupExecutor.Group;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.impl.ContextInternal;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * One batch, or one group, after the other: what comes in meanwhile waits for the next one. They
 * take turns where there are both. Everything but {@link #add} is confined to one Vert.x context.
 */
final class BatchLoop {

    /** As many as a group is thought to have where it is said how many may wait. */
    private static final int COMMANDS_OF_A_GROUP = 100;

    private final Context context;
    private final Executor onContext;
    private final int batchSize;
    private final CommandQueue<PendingCommand<?, ?, ?>> commands;
    private final CommandQueue<Group> groups;
    private final BatchExecutor batchExecutor;
    private final GroupExecutor groupExecutor;
    private final AtomicBoolean wakeUpSent = new AtomicBoolean();
    private boolean groupsTurn;
    private boolean busy;

    BatchLoop(
            Context context,
            Commands.Limits limits,
            BatchExecutor batchExecutor,
            GroupExecutor groupExecutor) {
        this.context = context;
        this.onContext = on(context);
        this.batchSize = limits.batchSize();
        this.commands = new CommandQueue<>(limits.queueCapacity(), limits.patience());
        this.groups =
                new CommandQueue<>(
                        Math.ceilDiv(limits.queueCapacity(), COMMANDS_OF_A_GROUP),
                        limits.patience());
        this.batchExecutor = batchExecutor;
        this.groupExecutor = groupExecutor;
    }

    /** At once where this is the context already: nothing that waits there may come in between. */
    static Executor on(Context context) {
        return task -> ((ContextInternal) context).emit(_ -> task.run());
    }

    void add(PendingCommand<?, ?, ?> command) {
        add(commands, command);
    }

    void add(Group group) {
        add(groups, group);
    }

    /** How many commands wait, without groups. */
    int depth() {
        return commands.depth();
    }

    private <W extends Waiting> void add(CommandQueue<W> queue, W waiting) {
        if (!queue.offer(waiting)) {
            return;
        }
        if (wakeUpSent.compareAndSet(false, true)) {
            context.runOnContext(
                    _ -> {
                        wakeUpSent.set(false);
                        startNext();
                    });
        }
    }

    private void startNext() {
        if (busy) {
            return;
        }
        groupsTurn = !groupsTurn;
        if (groupsTurn ? !startGroup() : !startBatch()) {
            boolean _ = groupsTurn ? startBatch() : startGroup();
        }
    }

    private boolean startBatch() {
        return start(commands, commands.next(batchSize), batchExecutor::run);
    }

    private boolean startGroup() {
        return start(groups, groups.next(1), group -> groupExecutor.run(group.getFirst()));
    }

    /** Whether there is anything to do. */
    private <W extends Waiting> boolean start(
            CommandQueue<W> from, List<W> taken, Function<List<W>, Uni<Settled<W>>> executor) {
        if (taken.isEmpty()) {
            return false;
        }
        busy = true;
        executor.apply(taken)
                .emitOn(onContext)
                .subscribe()
                .with(
                        settled -> finish(from, settled),
                        bug -> finish(from, Settled.failed(taken, bug)));
        return true;
    }

    /**
     * The next batch is on its way to the store before the callers of this one are told, but for
     * processes: those that are answered, and those that follow the log on this context and were
     * woken by what was appended, send what goes with it.
     */
    private <W extends Waiting> void finish(CommandQueue<W> from, Settled<W> settled) {
        from.putBack(settled.decideAgain());
        context.runOnContext(
                _ -> {
                    busy = false;
                    startNext();
                    settled.answers().toOthers().forEach(Runnable::run);
                });
        settled.answers().toProcesses().forEach(Runnable::run);
    }
}
