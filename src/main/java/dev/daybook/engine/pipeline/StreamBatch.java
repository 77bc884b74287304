package dev.daybook.engine.pipeline;

import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Outcome.Refusal;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Decision;
import dev.daybook.kernel.Metadata;
import dev.daybook.kernel.Recorded;
import dev.daybook.kernel.Rejection;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.AppendResult;
import dev.daybook.store.NewEvent;
import dev.daybook.store.StreamAppend;
import dev.daybook.store.outcome.CommandId;
import dev.daybook.store.outcome.CommandKey;
import dev.daybook.store.outcome.NewOutcome;
import dev.daybook.store.outcome.StoredOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The commands of one batch that go to one stream, in order of arrival, each decided on what the
 * one before left.
 */
final class StreamBatch<C, E, S> {

    /** What a command came to, provided that the version on which it was decided still holds. */
    private sealed interface Verdict {
        record Accepted(long version, int lastEvent) implements Verdict {}

        record Answered(Outcome outcome) implements Verdict {}

        record Failed(RuntimeException bug) implements Verdict {}

        record Postponed() implements Verdict {}
    }

    /** An event as it was decided, and as it is stored. */
    private record Entry<E>(E event, Metadata metadata, NewEvent stored) {}

    private record Decided<C, E, S>(PendingCommand<C, E, S> command, Verdict verdict) {}

    private final Aggregate<C, E, S> aggregate;
    private final StreamId stream;
    private final Codec codec;
    private final List<PendingCommand<C, E, S>> commands = new ArrayList<>();
    private final List<Decided<C, E, S>> decided = new ArrayList<>();
    private final List<Entry<E>> events = new ArrayList<>();
    private final List<NewOutcome> outcomes = new ArrayList<>();
    private final Set<CommandId> keysSeen = new HashSet<>();
    private long expectedVersion;
    private long confirmedAt;
    private S state;
    private long version;
    private long lastPosition;

    StreamBatch(Aggregate<C, E, S> aggregate, StreamId stream, Codec codec) {
        this.aggregate = aggregate;
        this.stream = stream;
        this.codec = codec;
        this.state = aggregate.decider().initial();
    }

    Aggregate<C, E, S> aggregate() {
        return aggregate;
    }

    StreamId stream() {
        return stream;
    }

    void add(PendingCommand<C, E, S> command) {
        commands.add(command);
    }

    /** Whether nobody has found an event of the stream yet, or could have. */
    boolean isNew() {
        return commands.stream()
                .allMatch(command -> command.context().newStream() && command.attempts() == 0);
    }

    /** Decides all commands, the first of them on the current state. */
    void decide(FoldedState<S> current) {
        state = current.state();
        version = current.version();
        expectedVersion = current.version();
        confirmedAt = current.confirmedAt();
        lastPosition = current.position();
        commands.forEach(command -> decided.add(new Decided<>(command, verdict(command))));
    }

    StreamAppend append() {
        return new StreamAppend(
                stream,
                expectedVersion,
                confirmedAt,
                events.stream().map(Entry::stored).toList(),
                outcomes);
    }

    /** Whether the version and the keys are as was thought; nothing is stored. */
    StreamAppend question() {
        return new StreamAppend(
                stream,
                expectedVersion,
                confirmedAt,
                List.of(),
                commands.stream()
                        .flatMap(command -> command.context().key().stream())
                        .map(NewOutcome::lookUp)
                        .toList());
    }

    List<PendingCommand<C, E, S>> commands() {
        return List.copyOf(commands);
    }

    boolean areAllAccepted() {
        return decided.stream().allMatch(each -> each.verdict() instanceof Verdict.Accepted);
    }

    /**
     * The commands that do not hold.
     *
     * @param refusals takes what tells the caller of each
     */
    void refuse(BiConsumer<PendingCommand<C, E, S>, Runnable> refusals) {
        for (Decided<C, E, S> each : decided) {
            PendingCommand<C, E, S> command = each.command();
            switch (each.verdict()) {
                case Verdict.Answered(var outcome) ->
                        refusals.accept(command, () -> command.answer(outcome));
                case Verdict.Failed(var bug) -> refusals.accept(command, () -> command.fail(bug));
                case Verdict.Accepted _, Verdict.Postponed _ -> {
                    // nothing to tell
                }
            }
        }
    }

    private Verdict verdict(PendingCommand<C, E, S> pending) {
        Optional<CommandKey> key = pending.context().key();
        if (key.isPresent() && !keysSeen.add(key.get().id())) {
            return new Verdict.Postponed();
        }
        if (!pending.context().precondition().holds(version)) {
            key.ifPresent(k -> outcomes.add(NewOutcome.lookUp(k)));
            return new Verdict.Answered(new Outcome.VersionMismatch(version));
        }
        try {
            return switch (aggregate.decider().decide(pending.command(), state)) {
                case Decision.Accepted<E>(var accepted) -> accepted(pending, accepted);
                case Decision.Rejected<E>(var rejection, var detail) ->
                        rejected(pending, rejection, detail);
            };
        } catch (RuntimeException bug) {
            key.ifPresent(k -> outcomes.add(NewOutcome.lookUp(k)));
            return new Verdict.Failed(bug);
        }
    }

    private Verdict accepted(PendingCommand<C, E, S> pending, List<E> accepted) {
        Metadata metadata = pending.context().metadata();
        String encodedMetadata = codec.encode(metadata);
        List<Entry<E>> entries = new ArrayList<>(accepted.size());
        S after = state;
        for (E event : accepted) {
            NewEvent encoded = codec.encode(aggregate, event, encodedMetadata);
            entries.add(new Entry<>(event, metadata, encoded));
            after = aggregate.decider().evolve(after, event);
        }
        state = after;
        events.addAll(entries);
        version += entries.size();
        pending.context().key().ifPresent(key -> outcomes.add(NewOutcome.accepted(key, version)));
        return new Verdict.Accepted(version, events.size());
    }

    private Verdict rejected(PendingCommand<C, E, S> pending, Rejection rejection, String detail) {
        Refusal refusal =
                new Refusal(
                        rejection.code(),
                        rejection.kind(),
                        detail,
                        rejection.culprit().orElse(null));
        pending.context().key().ifPresent(key -> outcomes.add(outcome(key, refusal)));
        return new Verdict.Answered(new Outcome.Rejected(refusal, false));
    }

    /**
     * That something does not exist is not stored: the caller may create it and send the same
     * command again. A process manager acts on the answer, so it must not hear another one later.
     */
    private NewOutcome outcome(CommandKey key, Refusal refusal) {
        return !key.keepsRefusals()
                        || refusal.kind() == Rejection.Kind.ABSENT && !key.id().isOfProcess()
                ? NewOutcome.lookUp(key)
                : NewOutcome.rejected(key, version, codec.write(refusal));
    }

    /** What is known of the stream once all that was decided has been appended. */
    FoldedState<S> after(AppendResult.Appended appended) {
        long position =
                events.isEmpty() ? lastPosition : appended.firstPosition() + events.size() - 1;
        return new FoldedState<>(state, version, position, appended.confirmedAt(), true);
    }

    /** Spares those who follow the log the decoding of what was just appended. */
    void keepDecoded(AppendResult.Appended appended) {
        long position = appended.firstPosition();
        long eventVersion = expectedVersion;
        for (Entry<E> each : events) {
            codec.keep(
                    new Recorded<>(
                            position++,
                            stream,
                            ++eventVersion,
                            each.stored().eventId(),
                            each.event(),
                            each.metadata(),
                            appended.recordedAt()));
        }
    }

    long expectedVersion() {
        return expectedVersion;
    }

    /** The names under which the events are stored, in order. */
    List<String> eventTypes() {
        return events.stream().map(each -> each.stored().eventType()).toList();
    }

    int eventCount() {
        return events.size();
    }

    /**
     * The commands that have to be decided again.
     *
     * @param answers takes what tells the callers of the others
     */
    List<PendingCommand<C, E, S>> settle(
            AppendResult result, BiConsumer<PendingCommand<?, ?, ?>, Runnable> answers) {
        return switch (result) {
            case AppendResult.Appended(var firstPosition, _) -> answerAll(firstPosition, answers);
            case AppendResult.Stale _, AppendResult.Withheld _ ->
                    commands.stream().map(PendingCommand::again).toList();
            case AppendResult.Repeated(var stored) -> answerRepeated(stored, answers);
        };
    }

    private List<PendingCommand<C, E, S>> answerAll(
            long firstPosition, BiConsumer<PendingCommand<?, ?, ?>, Runnable> answers) {
        List<PendingCommand<C, E, S>> postponed = new ArrayList<>();
        for (Decided<C, E, S> each : decided) {
            PendingCommand<C, E, S> command = each.command();
            switch (each.verdict()) {
                case Verdict.Accepted(var after, var lastEvent) -> {
                    long position = firstPosition + lastEvent - 1;
                    answers.accept(
                            command,
                            () -> command.answer(new Outcome.Accepted(after, position, false)));
                }
                case Verdict.Answered(var outcome) ->
                        answers.accept(command, () -> command.answer(outcome));
                case Verdict.Failed(var bug) -> answers.accept(command, () -> command.fail(bug));
                case Verdict.Postponed _ -> postponed.add(command);
            }
        }
        return postponed;
    }

    /** Whether these commands, answered before, are the same ones and were accepted. */
    boolean wereAccepted(List<StoredOutcome> outcomes) {
        Map<CommandId, StoredOutcome> byId = byId(outcomes);
        return commands.stream()
                .flatMap(command -> command.context().key().stream())
                .filter(key -> byId.containsKey(key.id()))
                .allMatch(key -> isAcceptance(key, byId.get(key.id())));
    }

    private static boolean isAcceptance(CommandKey key, StoredOutcome stored) {
        return key.fingerprint().equals(stored.key().fingerprint()) && stored.rejection() == null;
    }

    private static Map<CommandId, StoredOutcome> byId(List<StoredOutcome> outcomes) {
        Map<CommandId, StoredOutcome> byId = new HashMap<>();
        outcomes.forEach(outcome -> byId.put(outcome.key().id(), outcome));
        return byId;
    }

    /**
     * Tells the callers of commands that were answered before.
     *
     * @return the others
     */
    List<PendingCommand<C, E, S>> answerRepeated(
            List<StoredOutcome> outcomes, BiConsumer<PendingCommand<?, ?, ?>, Runnable> answers) {
        Map<CommandId, StoredOutcome> byId = byId(outcomes);
        List<PendingCommand<C, E, S>> others = new ArrayList<>();
        for (PendingCommand<C, E, S> command : commands) {
            Optional<CommandKey> key = command.context().key();
            Optional<StoredOutcome> stored = key.map(CommandKey::id).map(byId::get);
            stored.ifPresentOrElse(
                    outcome ->
                            answers.accept(
                                    command, () -> replay(command, key.orElseThrow(), outcome)),
                    () -> others.add(command));
        }
        return others;
    }

    /** A stored refusal that no longer fits is the trouble of its own command, of no other. */
    private void replay(PendingCommand<C, E, S> command, CommandKey key, StoredOutcome stored) {
        try {
            command.answer(replay(key, stored));
        } catch (RuntimeException bug) {
            command.fail(bug);
        }
    }

    private Outcome replay(CommandKey key, StoredOutcome stored) {
        if (!key.fingerprint().equals(stored.key().fingerprint())) {
            return new Outcome.KeyReused();
        }
        String rejection = stored.rejection();
        return rejection == null
                ? new Outcome.Accepted(stored.version(), stored.position(), true)
                : new Outcome.Rejected(codec.read(rejection, Refusal.class), true);
    }
}
