package dev.daybook.engine.process;

import static java.util.Comparator.comparing;

import dev.daybook.engine.checkpoint.SubscriptionKey;
import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Precondition;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.engine.process.ProcessStatus.Standing;
import dev.daybook.engine.subscription.Parking;
import dev.daybook.engine.subscription.Subscription;
import dev.daybook.engine.subscription.Subscriptions;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Metadata;
import dev.daybook.kernel.Module;
import dev.daybook.kernel.Process;
import dev.daybook.kernel.Process.Deadline;
import dev.daybook.kernel.Process.Send;
import dev.daybook.store.UuidV7;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The process managers of all modules: the loop of each, its parking and its deadlines. */
public final class Processes {

    private static final int VERSION = 1;
    private static final int MOST_UNFINISHED = 1000;
    private static final int MOST_SHOWN = 25;

    /** A process, what drives it, and what it is driven by. */
    private record Running<E>(
            Process<E> process,
            String category,
            Subscription loop,
            Parking parking,
            ProcessMetrics metrics) {}

    private final List<Running<?>> running = new ArrayList<>();
    private final Subscriptions shared;
    private final Codec codec;
    private final MeterRegistry meters;
    private final Commands commands;
    private final int batchSize;
    private final ObjLongConsumer<String> advances;

    /**
     * @param advances told the name and each position reached
     */
    public Processes(
            List<Module<?, ?, ?>> modules,
            Subscriptions shared,
            Codec codec,
            MeterRegistry meters,
            Commands commands,
            int batchSize,
            ObjLongConsumer<String> advances) {
        this.shared = shared;
        this.commands = commands;
        this.codec = codec;
        this.meters = meters;
        this.batchSize = batchSize;
        this.advances = advances;
        modules.forEach(this::add);
    }

    private <E> void add(Module<?, E, ?> module) {
        module.processes().forEach(process -> running.add(running(process, module.aggregate())));
    }

    private <E> Running<E> running(Process<E> process, Aggregate<?, E, ?> aggregate) {
        ProcessMetrics metrics = new ProcessMetrics(meters, process.name());
        Reactions<E> reactions = new Reactions<>(process, aggregate, commands, codec, metrics);
        ProcessRunner<E> runner =
                new ProcessRunner<>(
                        reactions,
                        shared.checkpoints(new SubscriptionKey(process.name(), true), VERSION));
        Subscription loop =
                shared.loop(
                        runner,
                        commands.context(),
                        Subscription.Pace.prompt(batchSize),
                        position -> advances.accept(process.name(), position));
        runner.onFailure(loop::again);
        Parking parking = shared.parking(process.name(), (_, events) -> reactions.to(events));
        return new Running<>(process, aggregate.category(), loop, parking, metrics);
    }

    /** The version of each, by name: what a process does next is told by the log alone. */
    public Map<String, Integer> versions() {
        return running.stream()
                .collect(Collectors.toMap(each -> each.process().name(), _ -> VERSION));
    }

    public List<Subscription> subscriptions() {
        return running.stream().map(Running::loop).toList();
    }

    /** What gets parked streams going again, by name. */
    public Map<String, Parking> parkings() {
        return running.stream()
                .collect(Collectors.toMap(each -> each.process().name(), Running::parking));
    }

    /** How each process is, by name, whichever instance runs it. */
    public Uni<List<ProcessStatus>> statuses() {
        return running.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join()
                        .all(running.stream().map(this::status).toList())
                        .andFailFast()
                        .map(all -> all.stream().sorted(comparing(ProcessStatus::name)).toList());
    }

    private Uni<ProcessStatus> status(Running<?> each) {
        return unfinished(each.process())
                .map(
                        rows ->
                                new ProcessStatus(
                                        each.process().name(),
                                        each.category(),
                                        each.process().deadline().after().toSeconds(),
                                        byStatus(rows),
                                        rows.stream()
                                                .limit(MOST_SHOWN)
                                                .map(Processes::standing)
                                                .toList()));
    }

    private static Standing standing(Row row) {
        return new Standing(row.getString("id"), row.getString("status"), row.getDouble("seconds"));
    }

    /** The oldest first. */
    private Uni<List<Row>> unfinished(Process<?> process) {
        return shared.statements()
                .execute(shared.pool(), process.deadline().unfinished(), Tuple.of(MOST_UNFINISHED))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList());
    }

    /** Reminds the instances of the processes owned here that have stood still for too long. */
    public Uni<Void> remind() {
        List<Uni<Void>> all = running.stream().map(this::remind).toList();
        return all.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(all).andCollectFailures().replaceWithVoid();
    }

    private Uni<Void> remind(Running<?> each) {
        if (!each.loop().leads()) {
            each.metrics().underWay(Map.of(), 0);
            return Uni.createFrom().voidItem();
        }
        Deadline deadline = each.process().deadline();
        return unfinished(each.process())
                .invoke(rows -> each.metrics().underWay(byStatus(rows), oldest(rows)))
                .chain(rows -> remind(each, overdue(rows, deadline)));
    }

    private static Map<String, Long> byStatus(List<Row> unfinished) {
        return unfinished.stream()
                .collect(
                        Collectors.groupingBy(
                                row -> row.getString("status"), Collectors.counting()));
    }

    private static double oldest(List<Row> unfinished) {
        return unfinished.isEmpty() ? 0 : unfinished.getFirst().getDouble("seconds");
    }

    private static List<String> overdue(List<Row> unfinished, Deadline deadline) {
        return unfinished.stream()
                .filter(row -> row.getDouble("seconds") > deadline.after().toSeconds())
                .map(row -> row.getString("id"))
                .toList();
    }

    private Uni<Void> remind(Running<?> each, List<String> ids) {
        List<Uni<Outcome>> reminders =
                ids.stream()
                        .map(id -> remind(each, each.process().deadline().reminder().apply(id)))
                        .toList();
        return reminders.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(reminders).andCollectFailures().replaceWithVoid();
    }

    private <C> Uni<Outcome> remind(Running<?> each, Send<C> reminder) {
        String id = UuidV7.next().toString();
        return commands.execute(
                        reminder.target(),
                        reminder.id(),
                        reminder.command(),
                        new CommandContext(
                                new Metadata(id, id, null, null),
                                Optional.empty(),
                                Precondition.NONE))
                .invoke(() -> each.metrics().reminded());
    }
}
