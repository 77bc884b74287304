package dev.daybook.engine.pipeline;

import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.pipeline.BatchSteps.Answers;
import dev.daybook.engine.pipeline.BatchSteps.Settled;
import dev.daybook.engine.pipeline.BatchSteps.Unreadable;
import dev.daybook.store.AppendResult;
import dev.daybook.store.EventStore;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes commands all the way that take effect together or not at all. Confined to the pipeline's
 * context.
 *
 * <p>Where one does not hold nothing is appended, and it alone is told why; the others are {@link
 * Outcome.Withheld}. That it does not hold is final only where the versions are confirmed on which
 * it was decided, as everything else that is answered. Of no key is anything stored then.
 *
 * <p>A command that was answered before is that answer again, and the rest goes on without it.
 */
final class GroupExecutor {

    /** Commands that take effect together or not at all, one at least. */
    record Group(List<PendingCommand<?, ?, ?>> commands) implements CommandQueue.Waiting {

        Group {
            commands = List.copyOf(commands);
        }

        @Override
        public String sender() {
            return commands.getFirst().sender();
        }

        @Override
        public long enqueuedAt() {
            return commands.getFirst().enqueuedAt();
        }

        @Override
        public int attempts() {
            return commands.getFirst().attempts();
        }

        @Override
        public void answer(Outcome outcome) {
            commands.forEach(command -> command.answer(outcome));
        }

        @Override
        public void fail(Throwable failure) {
            commands.forEach(command -> command.fail(failure));
        }

        Group again() {
            return new Group(
                    commands.stream().<PendingCommand<?, ?, ?>>map(PendingCommand::again).toList());
        }
    }

    private final EventStore store;
    private final BatchSteps steps;

    GroupExecutor(EventStore store, BatchSteps steps) {
        this.store = store;
        this.steps = steps;
    }

    Uni<Settled<Group>> run(Group group) {
        return steps.decide(group.commands())
                .chain(streams -> settle(group, streams))
                .onFailure()
                .recoverWithItem(failure -> giveUp(group, failure));
    }

    private Uni<Settled<Group>> settle(Group group, Collection<StreamBatch<?, ?, ?>> streams) {
        boolean holds = streams.stream().allMatch(StreamBatch::areAllAccepted);
        Uni<List<AppendResult>> call =
                holds
                        ? store.appendTogether(BatchSteps.appends(streams))
                        : store.append(streams.stream().map(StreamBatch::question).toList());
        return steps.append(call, group.commands().size())
                .map(
                        results -> {
                            if (!areAllAppended(results)) {
                                return again(group, streams, results);
                            }
                            return holds ? appended(streams, results) : refused(group, streams);
                        });
    }

    private static boolean areAllAppended(List<AppendResult> results) {
        return results.stream().allMatch(AppendResult.Appended.class::isInstance);
    }

    private Settled<Group> appended(
            Collection<StreamBatch<?, ?, ?>> streams, List<AppendResult> results) {
        return new Settled<>(steps.settle(streams, results, new ArrayList<>()), List.of());
    }

    /** The first that does not hold is told so. */
    private static Settled<Group> refused(Group group, Collection<StreamBatch<?, ?, ?>> streams) {
        Map<PendingCommand<?, ?, ?>, Runnable> refusals = new IdentityHashMap<>();
        streams.forEach(stream -> stream.refuse(refusals::put));
        Answers answers = new Answers();
        boolean told = false;
        for (PendingCommand<?, ?, ?> command : group.commands()) {
            Runnable refusal = refusals.get(command);
            answers.add(command, refusal == null || told ? withhold(command) : refusal);
            told |= refusal != null;
        }
        return new Settled<>(answers, List.of());
    }

    private static Runnable withhold(PendingCommand<?, ?, ?> command) {
        return () -> command.answer(new Outcome.Withheld());
    }

    /** What was answered before is that answer; unless one was a refusal, the rest goes on. */
    private Settled<Group> again(
            Group group, Collection<StreamBatch<?, ?, ?>> streams, List<AppendResult> results) {
        Answers answers = new Answers();
        Set<PendingCommand<?, ?, ?>> open = Collections.newSetFromMap(new IdentityHashMap<>());
        boolean holds = true;
        int number = 0;
        for (StreamBatch<?, ?, ?> stream : streams) {
            AppendResult result = results.get(number++);
            if (result instanceof AppendResult.Repeated(var stored)) {
                holds &= stream.wereAccepted(stored);
                open.addAll(stream.answerRepeated(stored, answers::add));
            } else {
                open.addAll(stream.commands());
            }
            steps.suspectMoved(stream.stream(), result);
        }
        List<PendingCommand<?, ?, ?>> rest =
                group.commands().stream().filter(open::contains).toList();
        if (!holds) {
            rest.forEach(command -> answers.add(command, withhold(command)));
        }
        return new Settled<>(
                answers, holds && !rest.isEmpty() ? List.of(new Group(rest).again()) : List.of());
    }

    private Settled<Group> giveUp(Group group, Throwable failure) {
        steps.suspect(group.commands());
        return Settled.failed(
                List.of(group), failure instanceof Unreadable ? failure.getCause() : failure);
    }
}
