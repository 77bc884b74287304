package dev.daybook.engine.pipeline;

import dev.daybook.engine.codec.Codec;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.AppendResult;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoreRefusal;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.store.StreamAppend;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;

/**
 * Takes one batch of commands all the way: states, decisions, append, and what became of each
 * stream. Confined to the pipeline's context.
 */
final class BatchExecutor {

    /** The state of one stream of a batch at least cannot be folded; nothing was appended. */
    private static final class Unreadable extends RuntimeException {

        private static final long serialVersionUID = 1;

        Unreadable(Throwable cause) {
            super(cause);
        }
    }

    /**
     * What is left to do once a batch is settled.
     *
     * @param answers tell the callers
     * @param decideAgain commands whose stream has moved on
     */
    record Settled(List<Runnable> answers, List<PendingCommand<?, ?, ?>> decideAgain) {

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

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private final EventStore store;
    private final Codec codec;
    private final Duration patience;
    private final StateCache states;
    private final SnapshotWriter snapshots;
    private final CommandMetrics metrics;
    private final ObjLongConsumer<Set<String>> onAppended;
    private final Executor context;

    /**
     * @param context on which it goes on after each answer of the store
     */
    BatchExecutor(
            EventStore store,
            Codec codec,
            Commands.Limits limits,
            StateCache states,
            CommandMetrics metrics,
            ObjLongConsumer<Set<String>> onAppended,
            Executor context) {
        this.store = store;
        this.codec = codec;
        this.patience = limits.patience();
        this.states = states;
        this.snapshots = new SnapshotWriter(store, codec, limits.snapshotEvery());
        this.metrics = metrics;
        this.onAppended = onAppended;
        this.context = context;
    }

    /** Commands of one batch, from their states to what is left to do. */
    Uni<Settled> run(List<PendingCommand<?, ?, ?>> commands) {
        Collection<StreamBatch<?, ?, ?>> streams = byStream(commands);
        return statesOf(streams)
                .map(current -> decide(streams, current))
                .chain(appends -> append(appends, commands.size()))
                .map(results -> settle(streams, results))
                .onFailure(BatchExecutor::hasCulprit)
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
                .expireIn(patience.toMillis())
                // what ends the retries is wrapped: the caller is told why there were any
                .onFailure(failure -> failure.getCause() instanceof StoreUnavailable)
                .transform(Throwable::getCause)
                .emitOn(context);
    }
}
