package dev.daybook.engine.pipeline;

import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.pipeline.BatchExecutor.Settled;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.Overloaded;
import dev.daybook.store.StoreRefusal;
import dev.daybook.store.StoreUnavailable;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/**
 * The write path: commands of all callers gather while one batch is at the store, and go together
 * as the next one.
 *
 * <p>Group commit after DeWitt et al., <i>Implementation Techniques for Main Memory Database
 * Systems</i> (1984): the cost of a commit is shared by all that wait for it, without a timer.
 * Everything but the queue is confined to one Vert.x context.
 */
public final class Commands {

    /**
     * @param queueCapacity commands that may wait; one more is refused at once
     * @param batchSize most commands in one append
     * @param cachedStates streams whose state is kept in memory
     * @param snapshotEvery a snapshot is taken when a multiple of this version is crossed
     * @param patience how long a command waits for a store that does not answer
     */
    public record Limits(
            int queueCapacity,
            int batchSize,
            int cachedStates,
            int snapshotEvery,
            Duration patience) {}

    private static final int PAGE_SIZE = 500;

    private final Limits limits;
    private final Context context;
    private final CommandMetrics metrics;
    private final StateCache states;
    private final StreamOwners owners;
    private final BatchExecutor executor;
    private final CommandQueue queue;
    private final KeysInFlight keysInFlight;
    private final AtomicBoolean wakeUpSent = new AtomicBoolean();
    private boolean busy;
    private boolean starting;

    /**
     * @param context on which everything but {@link #execute} runs
     * @param onAppended told the categories and the position of the last event after events were
     *     committed
     */
    public Commands(
            EventStore store,
            Codec codec,
            Limits limits,
            Context context,
            CommandMetrics metrics,
            ObjLongConsumer<Set<String>> onAppended) {
        this.limits = limits;
        this.context = context;
        this.metrics = metrics;
        this.queue = new CommandQueue(limits.queueCapacity(), limits.patience());
        this.keysInFlight = new KeysInFlight(limits.queueCapacity(), this::onContext);
        this.states = new StateCache(store, codec, limits.cachedStates(), PAGE_SIZE);
        this.owners = new StreamOwners(store, codec, limits.cachedStates());
        this.executor =
                new BatchExecutor(
                        store, codec, limits, states, metrics, onAppended, this::onContext);
        metrics.watch(queue, states, keysInFlight);
    }

    /**
     * Decides a command on the current state of its stream and commits its events. One that bears
     * the key of a command under way waits for that one's end first. Who loses interest in the
     * answer does not take the command back.
     *
     * @return the final outcome; fails with {@link Overloaded} if the command had no effect, with
     *     {@link StoreUnavailable} if the store did not say whether it had, and with {@link
     *     StoreRefusal} if the store does not take the data
     */
    public <C, E, S> Uni<Outcome> execute(
            Aggregate<C, E, S> aggregate, String id, C command, CommandContext commandContext) {
        return Uni.createFrom()
                .emitter(caller -> begin(aggregate, id, command, commandContext, caller));
    }

    private <C, E, S> void begin(
            Aggregate<C, E, S> aggregate,
            String id,
            C command,
            CommandContext commandContext,
            UniEmitter<? super Outcome> caller) {
        StreamId stream = aggregate.stream(id);
        CommandMetrics.Begun begun = metrics.begin(stream, command, commandContext, caller);
        Consumer<UniEmitter<? super Outcome>> start =
                answered ->
                        enqueue(
                                new PendingCommand<>(
                                        aggregate,
                                        stream,
                                        command,
                                        begun.context(),
                                        answered,
                                        System.nanoTime(),
                                        0));
        if (commandContext.key().isPresent()) {
            keysInFlight.execute(commandContext.key().get().id(), begun.caller(), start);
        } else {
            start.accept(begun.caller());
        }
    }

    /** To whom the streams belong that commands go to. */
    public StreamOwners owners() {
        return owners;
    }

    /** Streams whose state is kept in memory. */
    public long cachedStates() {
        return states.size();
    }

    /** Events read so far to fold the states of streams. */
    public long eventsRead() {
        return states.eventsRead();
    }

    private void enqueue(PendingCommand<?, ?, ?> pending) {
        if (!queue.offer(pending)) {
            return;
        }
        if (wakeUpSent.compareAndSet(false, true)) {
            context.runOnContext(
                    _ -> {
                        wakeUpSent.set(false);
                        startNextBatch();
                    });
        }
    }

    /** At once where this is the context already: nothing that waits there may come in between. */
    private void onContext(Runnable task) {
        ((ContextInternal) context).emit(_ -> task.run());
    }

    private void startNextBatch() {
        if (busy) {
            return;
        }
        List<PendingCommand<?, ?, ?>> commands = queue.next(limits.batchSize());
        if (commands.isEmpty()) {
            return;
        }
        busy = true;
        starting = true;
        executor.run(commands)
                .emitOn(this::onContext)
                .subscribe()
                .with(this::finishBatch, bug -> finishBatch(Settled.failed(commands, bug)));
        starting = false;
    }

    /**
     * The next batch is on its way to the store before the callers of this one are told; but where
     * the store answered at once, it would start on top of this one's call.
     */
    private void finishBatch(Settled settled) {
        queue.putBack(settled.decideAgain());
        busy = false;
        if (starting) {
            context.runOnContext(_ -> startNextBatch());
        } else {
            startNextBatch();
        }
        settled.answers().forEach(Runnable::run);
    }
}
