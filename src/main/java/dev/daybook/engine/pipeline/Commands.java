package dev.daybook.engine.pipeline;

import dev.daybook.engine.codec.Codec;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.AppendResult;
import dev.daybook.store.EventStore;
import dev.daybook.store.Overloaded;
import dev.daybook.store.StoreRefusal;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.store.StreamAppend;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.impl.ContextInternal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;

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

    /** The state of one stream of a batch at least cannot be folded; nothing was appended. */
    private static final class Unreadable extends RuntimeException {

        private static final long serialVersionUID = 1;

        Unreadable(Throwable cause) {
            super(cause);
        }
    }

    private static final int PAGE_SIZE = 500;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private final EventStore store;
    private final Codec codec;
    private final Limits limits;
    private final Context context;
    private final CommandMetrics metrics;
    private final ObjLongConsumer<Set<String>> onAppended;
    private final StateCache states;
    private final SnapshotWriter snapshots;

    /**
     * What is left to do once a batch is settled.
     *
     * @param answers tell the callers
     * @param decideAgain commands whose stream has moved on
     */
    private record Settled(List<Runnable> answers, List<PendingCommand<?, ?, ?>> decideAgain) {

        static Settled failed(List<PendingCommand<?, ?, ?>> commands, Throwable failure) {
            return new Settled(
                    commands.stream().<Runnable>map(each -> () -> each.fail(failure)).toList(),
                    List.of());
        }

        Settled and(Settled other) {
            return new Settled(
                    Stream.concat(answers.stream(), other.answers.stream()).toList(),
                    Stream.concat(decideAgain.stream(), other.decideAgain.stream()).toList());
        }
    }

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
        this.store = store;
        this.codec = codec;
        this.limits = limits;
        this.context = context;
        this.metrics = metrics;
        this.onAppended = onAppended;
        this.queue = new CommandQueue(limits.queueCapacity(), limits.patience());
        this.keysInFlight = new KeysInFlight(limits.queueCapacity(), this::onContext);
        this.states = new StateCache(store, codec, limits.cachedStates(), PAGE_SIZE);
        this.snapshots = new SnapshotWriter(store, codec, limits.snapshotEvery());
        metrics.watch(queue, states);
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

    /** Keys whose command is not answered yet. */
    public int keysInFlight() {
        return keysInFlight.size();
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
        run(commands)
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

    private Uni<Settled> run(List<PendingCommand<?, ?, ?>> commands) {
        Collection<StreamBatch<?, ?, ?>> streams = byStream(commands);
        return statesOf(streams)
                .map(current -> decide(streams, current))
                .chain(appends -> append(appends, commands.size()))
                .map(results -> settle(streams, results))
                .onFailure(Commands::hasCulprit)
                .recoverWithUni(failure -> runHalves(commands, failure))
                .onFailure(failure -> !hasCulprit(failure))
                .recoverWithItem(failure -> giveUp(commands, failure));
    }

    private Uni<List<AppendResult>> append(List<StreamAppend> appends, int commands) {
        long start = System.nanoTime();
        return patiently(store.append(appends))
                .invoke(() -> metrics.appended(commands, System.nanoTime() - start));
    }

    private Uni<Map<StreamId, FoldedState<?>>> statesOf(Collection<StreamBatch<?, ?, ?>> streams) {
        return patiently(states.of(streams))
                .onFailure(
                        failure -> !(failure instanceof StoreUnavailable) && !hasCulprit(failure))
                .transform(Unreadable::new);
    }

    /** Whether nothing was appended because of something in the batch. */
    private static boolean hasCulprit(Throwable failure) {
        return failure instanceof StoreRefusal || failure instanceof Unreadable;
    }

    private Collection<StreamBatch<?, ?, ?>> byStream(List<PendingCommand<?, ?, ?>> commands) {
        Map<StreamId, StreamBatch<?, ?, ?>> streams = new LinkedHashMap<>();
        commands.forEach(command -> addTo(streams, command));
        return streams.values();
    }

    @SuppressWarnings(
            "unchecked") // the batch of a stream was made by a command of the same aggregate
    private <C, E, S> void addTo(
            Map<StreamId, StreamBatch<?, ?, ?>> streams, PendingCommand<C, E, S> command) {
        StreamBatch<C, E, S> batch =
                (StreamBatch<C, E, S>)
                        streams.computeIfAbsent(
                                command.stream(),
                                stream -> new StreamBatch<>(command.aggregate(), stream, codec));
        batch.add(command);
    }

    private static List<StreamAppend> decide(
            Collection<StreamBatch<?, ?, ?>> streams, Map<StreamId, FoldedState<?>> states) {
        return streams.stream()
                .map(
                        stream -> {
                            decide(stream, states);
                            return stream.append();
                        })
                .toList();
    }

    @SuppressWarnings(
            "unchecked") // the state of a stream was folded by the aggregate of its category
    private static <S> void decide(
            StreamBatch<?, ?, S> stream, Map<StreamId, FoldedState<?>> states) {
        stream.decide((FoldedState<S>) states.get(stream.stream()));
    }

    private Settled settle(Collection<StreamBatch<?, ?, ?>> streams, List<AppendResult> results) {
        List<Runnable> answers = new ArrayList<>();
        List<PendingCommand<?, ?, ?>> decideAgain = new ArrayList<>();
        long last = 0;
        Set<String> categories = new HashSet<>();
        int number = 0;
        for (StreamBatch<?, ?, ?> stream : streams) {
            AppendResult result = results.get(number++);
            remember(stream, result);
            if (result instanceof AppendResult.Appended appended && stream.eventCount() > 0) {
                metrics.committed(stream.stream().category(), stream.eventTypes());
                categories.add(stream.stream().category());
                last = Math.max(last, appended.firstPosition() + stream.eventCount() - 1);
            }
            decideAgain.addAll(stream.settle(result, answers::add));
        }
        if (last > 0) {
            onAppended.accept(categories, last);
        }
        return new Settled(answers, decideAgain);
    }

    private <S> void remember(StreamBatch<?, ?, S> stream, AppendResult result) {
        if (result instanceof AppendResult.Appended appended) {
            stream.keepDecoded(appended);
            FoldedState<S> after = stream.after(appended);
            states.put(stream.stream(), after);
            snapshots.offer(stream.aggregate(), stream.stream(), stream.expectedVersion(), after);
        } else {
            states.suspect(stream.stream());
        }
    }

    /**
     * Something in the batch cannot be stored or read: decide the halves again, until the culprit
     * stands alone.
     */
    private Uni<Settled> runHalves(List<PendingCommand<?, ?, ?>> commands, Throwable failure) {
        if (commands.size() == 1) {
            Throwable cause = failure instanceof Unreadable ? failure.getCause() : failure;
            return Uni.createFrom().item(Settled.failed(commands, cause));
        }
        int middle = commands.size() / 2;
        return run(commands.subList(0, middle))
                .chain(first -> run(commands.subList(middle, commands.size())).map(first::and));
    }

    private Settled giveUp(List<PendingCommand<?, ?, ?>> commands, Throwable failure) {
        commands.forEach(command -> states.suspect(command.stream()));
        return Settled.failed(commands, failure);
    }

    /**
     * Asks a store that does not answer again: reading changes nothing, and an append may be
     * repeated as it is.
     */
    private <T> Uni<T> patiently(Uni<T> call) {
        return call.onFailure(StoreUnavailable.class)
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .expireIn(limits.patience().toMillis())
                // what ends the retries is wrapped: the caller is told why there were any
                .onFailure(failure -> failure.getCause() instanceof StoreUnavailable)
                .transform(Throwable::getCause)
                .emitOn(this::onContext);
    }
}
