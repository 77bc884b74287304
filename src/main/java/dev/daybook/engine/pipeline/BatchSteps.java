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
 * What commands go through that are decided and appended at once: by themselves ({@link
 * BatchExecutor}) or together ({@link GroupExecutor}). Confined to the pipeline's context.
 */
final class BatchSteps {

    /** The state of one stream at least cannot be folded; nothing was appended. */
    static final class Unreadable extends RuntimeException {

        private static final long serialVersionUID = 1;

        Unreadable(Throwable cause) {
            super(cause);
        }
    }

    /**
     * What tells the callers. A process sends the next step where it is told: in time for the next
     * batch.
     */
    record Answers(List<Runnable> toProcesses, List<Runnable> toOthers) {

        Answers() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void add(PendingCommand<?, ?, ?> command, Runnable answer) {
            (command.isStepOfProcess() ? toProcesses : toOthers).add(answer);
        }

        private Answers and(Answers other) {
            return new Answers(
                    Stream.concat(toProcesses.stream(), other.toProcesses.stream()).toList(),
                    Stream.concat(toOthers.stream(), other.toOthers.stream()).toList());
        }
    }

    /**
     * What is left to do once a batch is settled.
     *
     * @param decideAgain that whose stream has moved on
     */
    record Settled<W>(Answers answers, List<W> decideAgain) {

        static <W extends CommandQueue.Waiting> Settled<W> failed(
                List<? extends W> commands, Throwable failure) {
            return new Settled<>(
                    new Answers(
                            List.of(),
                            commands.stream()
                                    .<Runnable>map(each -> () -> each.fail(failure))
                                    .toList()),
                    List.of());
        }

        Settled<W> and(Settled<W> other) {
            return new Settled<>(
                    answers.and(other.answers),
                    Stream.concat(decideAgain.stream(), other.decideAgain.stream()).toList());
        }
    }

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

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
    BatchSteps(
            EventStore store,
            Codec codec,
            Commands.Limits limits,
            StateCache states,
            CommandMetrics metrics,
            ObjLongConsumer<Set<String>> onAppended,
            Executor context) {
        this.codec = codec;
        this.patience = limits.patience();
        this.states = states;
        this.snapshots = new SnapshotWriter(store, codec, limits.snapshotEvery());
        this.metrics = metrics;
        this.onAppended = onAppended;
        this.context = context;
    }

    /** Commands by their stream, each decided on the stream's current state. */
    Uni<Collection<StreamBatch<?, ?, ?>>> decide(List<PendingCommand<?, ?, ?>> commands) {
        Collection<StreamBatch<?, ?, ?>> streams = byStream(commands);
        return patiently(states.of(streams))
                .onFailure(
                        failure -> !(failure instanceof StoreUnavailable) && !hasCulprit(failure))
                .transform(Unreadable::new)
                .invoke(current -> streams.forEach(stream -> decide(stream, current)))
                .replaceWith(streams);
    }

    static List<StreamAppend> appends(Collection<StreamBatch<?, ?, ?>> streams) {
        List<StreamAppend> appends = new ArrayList<>(streams.size());
        streams.forEach(stream -> appends.add(stream.append()));
        return appends;
    }

    /** An append of so many commands. */
    Uni<List<AppendResult>> append(Uni<List<AppendResult>> call, int commands) {
        long start = System.nanoTime();
        return patiently(call).invoke(() -> metrics.appended(commands, System.nanoTime() - start));
    }

    /** Whether nothing was appended because of something in the batch. */
    static boolean hasCulprit(Throwable failure) {
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

    @SuppressWarnings(
            "unchecked") // the state of a stream was folded by the aggregate of its category
    private static <S> void decide(
            StreamBatch<?, ?, S> stream, Map<StreamId, FoldedState<?>> states) {
        stream.decide((FoldedState<S>) states.get(stream.stream()));
    }

    /**
     * What became of each stream.
     *
     * @param decideAgain takes the commands of those that have moved on
     * @return what tells the callers of the others
     */
    Answers settle(
            Collection<StreamBatch<?, ?, ?>> streams,
            List<AppendResult> results,
            List<PendingCommand<?, ?, ?>> decideAgain) {
        Answers answers = new Answers();
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
        return answers;
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

    /** The states of streams at other versions than was thought are read again. */
    void suspectMoved(StreamId stream, AppendResult result) {
        if (result instanceof AppendResult.Stale || result instanceof AppendResult.Repeated) {
            states.suspect(stream);
        }
    }

    /** Nobody said what became of these: their states are read again before they are used. */
    void suspect(List<PendingCommand<?, ?, ?>> commands) {
        commands.forEach(command -> states.suspect(command.stream()));
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
