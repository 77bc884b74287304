package dev.daybook.engine.projection;

import dev.daybook.engine.checkpoint.CheckpointStore;
import dev.daybook.engine.checkpoint.SubscriptionKey;
import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.subscription.Bulkhead;
import dev.daybook.engine.subscription.Parking;
import dev.daybook.engine.subscription.Subscription;
import dev.daybook.engine.subscription.Subscriptions;
import dev.daybook.engine.telemetry.Tracing;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Module;
import dev.daybook.kernel.Projection;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.Statements;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;

/**
 * Makes what each projection of the modules needs: its loop, that of a rebuild, and its parking.
 */
public final class Projections {

    /** So that a live table which is some batches ahead does not put the swap off. */
    private static final int BATCHES_IN_A_SWAP = 5;

    /** Two would take most of a small machine from those who write. */
    private static final int REBUILDS_AT_A_TIME = 1;

    /** A projection and whose events it follows. */
    private record Part<E, R extends Record>(Module<?, E, ?> module, Projection<E, R> projection) {}

    private final Map<String, Part<?, ?>> parts = new LinkedHashMap<>();
    private final Subscriptions shared;
    private final Codec codec;
    private final MeterRegistry meters;
    private final Tracing tracing;
    private final int batchSize;
    private final Bulkhead rebuilding = new Bulkhead(REBUILDS_AT_A_TIME);
    private final LogPages rebuildPages;

    public Projections(
            List<Module<?, ?, ?>> modules,
            Subscriptions shared,
            Codec codec,
            MeterRegistry meters,
            Tracing tracing,
            int batchSize) {
        modules.forEach(this::add);
        this.shared = shared;
        this.codec = codec;
        this.meters = meters;
        this.tracing = tracing;
        this.batchSize = batchSize;
        this.rebuildPages = new LogPages(shared.store()::readNext);
    }

    private <E> void add(Module<?, E, ?> module) {
        module.projections()
                .forEach(
                        projection ->
                                parts.put(projection.table(), new Part<>(module, projection)));
    }

    /** The version of each, by name. */
    public Map<String, Integer> versions() {
        return byName(part -> part.projection().version());
    }

    /**
     * The loops of the live tables.
     *
     * @param advances told the name and each position reached
     */
    public List<Subscription> subscriptions(ObjLongConsumer<String> advances) {
        return parts.entrySet().stream()
                .map(
                        each ->
                                shared.loop(
                                        projector(each.getValue(), true, each.getKey()),
                                        Subscription.Pace.ofBatches(batchSize),
                                        position -> advances.accept(each.getKey(), position)))
                .toList();
    }

    /**
     * The loop of a rebuild. Its batches are as large as those of the live tables, since larger
     * ones keep requests waiting on the same thread.
     *
     * @param swapped told when it is over
     */
    public Subscription rebuild(String name, Runnable swapped) {
        Rebuild rebuild =
                new Rebuild(
                        projector(parts.get(name), false, name + Rebuild.SUFFIX),
                        shared.store(),
                        shared.pool(),
                        shared.statements(),
                        rebuilding,
                        batchSize * BATCHES_IN_A_SWAP,
                        () -> {
                            rebuildPages.clear();
                            swapped.run();
                        });
        return shared.loop(rebuild, rebuildPages, Subscription.Pace.ofBatches(batchSize), _ -> {});
    }

    /** What gets parked streams going again, by projection. */
    public Map<String, Parking> parkings() {
        return byName(
                part ->
                        shared.parking(
                                part.projection().table(),
                                projector(part, true, part.projection().table())::apply));
    }

    /** What writes the rows of events of these categories, in transactions of the caller's. */
    public Map<String, List<BiFunction<SqlConnection, List<StoredEvent>, Uni<Void>>>> appliers(
            Set<String> categories) {
        return parts.values().stream()
                .filter(part -> categories.contains(part.module().aggregate().category()))
                .collect(
                        Collectors.groupingBy(
                                part -> part.module().aggregate().category(),
                                Collectors.mapping(
                                        part ->
                                                projector(part, true, part.projection().table())
                                                        ::apply,
                                        Collectors.toList())));
    }

    /**
     * What writes the rows of a projection to a table beside its own, in transactions of the
     * caller's.
     */
    Projector<?, ?> projector(String name, String suffix, Statements patient) {
        return projector(parts.get(name), true, name + suffix, patient);
    }

    /**
     * The aggregate whose events a projection follows.
     *
     * @throws java.util.NoSuchElementException if the projection is none of a registered module
     */
    @SuppressWarnings("unchecked") // a read table is one projection's, and follows one aggregate
    <E> Aggregate<?, E, ?> aggregateOf(Projection<E, ?> projection) {
        return (Aggregate<?, E, ?>)
                Optional.ofNullable(parts.get(projection.table()))
                        .orElseThrow()
                        .module()
                        .aggregate();
    }

    private <T> Map<String, T> byName(Function<Part<?, ?>, T> value) {
        return parts.values().stream()
                .collect(Collectors.toMap(part -> part.projection().table(), value));
    }

    private <E, R extends Record> Projector<E, R> projector(
            Part<E, R> part, boolean live, String table) {
        return projector(part, live, table, shared.statements());
    }

    private <E, R extends Record> Projector<E, R> projector(
            Part<E, R> part, boolean live, String table, Statements statements) {
        Projection<E, R> projection = part.projection();
        CheckpointStore checkpoints =
                shared.checkpoints(
                        new SubscriptionKey(projection.table(), live),
                        projection.version(),
                        statements);
        return new Projector<>(
                part.module().aggregate(),
                projection,
                table,
                checkpoints,
                codec,
                shared.pool(),
                statements,
                new ProjectionMetrics(meters, tracing, table));
    }
}
