package dev.daybook.engine.pipeline;

import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.command.AddressedCommand;
import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.pipeline.GroupExecutor.Group;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.Overloaded;
import dev.daybook.store.StoreRefusal;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.store.outcome.CommandKey;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
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

    private final CommandMetrics metrics;
    private final StateCache states;
    private final StreamOwners owners;
    private final BatchLoop loop;
    private final Context context;
    private final KeysInFlight keysInFlight;

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
        this.context = context;
        Executor onContext = BatchLoop.on(context);
        this.metrics = metrics;
        this.keysInFlight = new KeysInFlight(limits.queueCapacity(), onContext::execute);
        this.states = new StateCache(store, codec, limits.cachedStates(), PAGE_SIZE);
        this.owners = new StreamOwners(store, codec, limits.cachedStates());
        BatchSteps steps =
                new BatchSteps(store, codec, limits, states, metrics, onAppended, onContext);
        this.loop =
                new BatchLoop(
                        context,
                        limits,
                        new BatchExecutor(store, steps),
                        new GroupExecutor(store, steps));
        metrics.watch(loop, states, keysInFlight);
    }

    /** Where batches are decided: what is sent from there is in the next one. */
    public Context context() {
        return context;
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
        return execute(new AddressedCommand<>(aggregate, id, command, commandContext));
    }

    /** The same. */
    public Uni<Outcome> execute(AddressedCommand<?> command) {
        return Uni.createFrom().emitter(caller -> begin(command, caller));
    }

    /**
     * The same for several commands at once: each takes effect by itself, those to one stream in
     * this order, also where one of them waits for another sending of it.
     *
     * @return an answer for each; they are under way already
     */
    public List<Uni<Outcome>> executeInOrder(List<? extends AddressedCommand<?>> commands) {
        Map<StreamId, CompletableFuture<Outcome>> waiting = new HashMap<>();
        List<Uni<Outcome>> answers = new ArrayList<>(commands.size());
        for (AddressedCommand<?> command : commands) {
            CompletableFuture<Outcome> answer = send(waiting, command);
            answers.add(Uni.createFrom().completionStage(answer.copy()));
        }
        return answers;
    }

    /**
     * @param waiting of each stream the last command that was not started at once
     */
    private CompletableFuture<Outcome> send(
            Map<StreamId, CompletableFuture<Outcome>> waiting, AddressedCommand<?> command) {
        CompletableFuture<Outcome> before = waiting.get(command.stream());
        AtomicBoolean started = new AtomicBoolean();
        Uni<Outcome> execution =
                Uni.createFrom().emitter(caller -> started.set(begin(command, caller)));
        CompletableFuture<Outcome> answer =
                before == null
                        ? execution.subscribeAsCompletionStage()
                        : before.handle((_, _) -> true)
                                .thenCompose(_ -> execution.subscribeAsCompletionStage());
        if (!started.get()) {
            waiting.put(command.stream(), answer);
        }
        return answer;
    }

    /**
     * Executes commands that take effect together, in one append, or not at all: then the first
     * that does not hold has its answer, and all others are {@link Outcome.Withheld}. What was
     * accepted before, by its key, is that answer again.
     *
     * @param commands one at least; no key stands twice
     * @return an outcome for each, in the same order; fails as {@link #execute} does
     */
    public Uni<List<Outcome>> executeTogether(List<? extends AddressedCommand<?>> commands) {
        return Uni.createFrom().deferred(() -> together(commands));
    }

    private Uni<List<Outcome>> together(List<? extends AddressedCommand<?>> commands) {
        List<PendingCommand<?, ?, ?>> members = new ArrayList<>(commands.size());
        List<Uni<Outcome>> answers = new ArrayList<>(commands.size());
        for (AddressedCommand<?> command : commands) {
            Uni<Outcome> execution =
                    Uni.createFrom().emitter(caller -> members.add(prepare(command, caller)));
            answers.add(Uni.createFrom().completionStage(execution.subscribeAsCompletionStage()));
        }
        // one that could not be prepared has failed: without it there is nothing to do together
        if (members.size() == commands.size()) {
            loop.add(new Group(members));
        }
        return Uni.join().all(answers).andFailFast();
    }

    private <C> PendingCommand<C, ?, ?> prepare(
            AddressedCommand<C> command, UniEmitter<? super Outcome> caller) {
        StreamId stream = command.stream();
        CommandMetrics.Begun begun =
                metrics.begin(stream, command.command(), command.context(), caller);
        return pending(command.aggregate(), stream, command.command(), begun);
    }

    private static <C, E, S> PendingCommand<C, E, S> pending(
            Aggregate<C, E, S> aggregate, StreamId stream, C command, CommandMetrics.Begun begun) {
        return new PendingCommand<>(
                aggregate, stream, command, begun.context(), begun.caller(), System.nanoTime(), 0);
    }

    /** Whether it need not wait for another sending of it. */
    private <C> boolean begin(AddressedCommand<C> command, UniEmitter<? super Outcome> caller) {
        PendingCommand<C, ?, ?> pending = prepare(command, caller);
        Optional<CommandKey> key = command.context().key();
        if (key.isPresent()) {
            return keysInFlight.execute(
                    key.get().id(),
                    pending.caller(),
                    answered -> loop.add(pending.answering(answered)));
        }
        loop.add(pending);
        return true;
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
}
