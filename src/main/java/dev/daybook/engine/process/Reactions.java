package dev.daybook.engine.process;

import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Outcome.Accepted;
import dev.daybook.engine.command.Outcome.Rejected;
import dev.daybook.engine.command.Precondition;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Metadata;
import dev.daybook.kernel.Process;
import dev.daybook.kernel.Process.Refused;
import dev.daybook.kernel.Process.Send;
import dev.daybook.kernel.Recorded;
import dev.daybook.store.Overloaded;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.UuidV7;
import dev.daybook.store.outcome.CommandId;
import dev.daybook.store.outcome.CommandKey;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/**
 * The commands that follow from the events of a process. Ids that are made of the event and the
 * step make each take effect once, however often it is sent.
 */
final class Reactions<E> {

    private final Process<E> process;
    private final Aggregate<?, E, ?> aggregate;
    private final Commands commands;
    private final Codec codec;
    private final ProcessMetrics metrics;

    Reactions(
            Process<E> process,
            Aggregate<?, E, ?> aggregate,
            Commands commands,
            Codec codec,
            ProcessMetrics metrics) {
        this.process = process;
        this.aggregate = aggregate;
        this.commands = commands;
        this.codec = codec;
        this.metrics = metrics;
    }

    String process() {
        return process.name();
    }

    boolean concerns(String category) {
        return category.equals(aggregate.category());
    }

    /** Completes once all commands that follow from the events are answered. */
    Uni<Void> to(List<StoredEvent> events) {
        List<Uni<Void>> reactions =
                events.stream()
                        .filter(event -> concerns(event.stream().category()))
                        .map(event -> to(codec.decodeOnce(aggregate, event)))
                        .toList();
        return all(reactions);
    }

    private Uni<Void> to(Recorded<E> event) {
        return sendAll(event, process.on(event));
    }

    private Uni<Void> sendAll(Recorded<E> event, List<Send<?>> sends) {
        return all(sends.stream().map(send -> send(event, send)).toList());
    }

    private <C> Uni<Void> send(Recorded<E> event, Send<C> send) {
        return commands.execute(send.target(), send.id(), send.command(), context(event, send))
                .invoke(outcome -> metrics.answered(send, outcome))
                .chain(outcome -> sendAll(event, next(send, outcome)));
    }

    private static List<Send<?>> next(Send<?> send, Outcome outcome) {
        return switch (outcome) {
            case Accepted(var version, _, _) -> send.accepted().apply(version);
            case Rejected(var refusal, _) ->
                    send.refused()
                            .map(
                                    next ->
                                            next.apply(
                                                    new Refused(
                                                            refusal.code(),
                                                            refusal.kind(),
                                                            refusal.detail())))
                            .orElse(List.of());
            default ->
                    // tried again: others are at the same stream, or this very command is under way
                    throw new Overloaded(send.command() + " was answered with " + outcome);
        };
    }

    private CommandContext context(Recorded<E> event, Send<?> send) {
        Optional<CommandKey> key =
                send.step()
                        .map(step -> event.stream().id() + "/" + step)
                        .map(id -> CommandId.ofProcess(process.name(), id))
                        .map(id -> new CommandKey(id, send.id(), send.refused().isPresent()));
        return new CommandContext(
                new Metadata(
                        key.map(each -> each.id().value())
                                .orElseGet(() -> UuidV7.next().toString()),
                        event.metadata().correlationId(),
                        event.eventId().toString(),
                        event.metadata().userId(),
                        event.metadata().actingFor()),
                key,
                Precondition.NONE);
    }

    private static Uni<Void> all(List<Uni<Void>> parts) {
        return switch (parts.size()) {
            case 0 -> Uni.createFrom().voidItem();
            case 1 -> parts.getFirst();
            default -> Uni.join().all(parts).andCollectFailures().replaceWithVoid();
        };
    }
}
