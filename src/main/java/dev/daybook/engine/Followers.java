package dev.daybook.engine;

import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.consumer.ConsumerMetrics;
import dev.daybook.engine.consumer.ConsumerSettings;
import dev.daybook.engine.consumer.DatabaseUse;
import dev.daybook.engine.consumer.ProjectionConsumer;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.engine.process.Processes;
import dev.daybook.engine.projection.ProjectionMetrics;
import dev.daybook.engine.projection.Projections;
import dev.daybook.engine.relay.KafkaSettings;
import dev.daybook.engine.settings.Role;
import dev.daybook.engine.settings.Settings;
import dev.daybook.engine.subscription.Parking;
import dev.daybook.engine.subscription.Subscription;
import dev.daybook.engine.subscription.Subscriptions;
import dev.daybook.engine.telemetry.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** What follows the log: projections, processes, and what carries it elsewhere. */
public final class Followers {

    final Projections projections;
    final Processes processes;
    final Outlets outlets;
    final Optional<ProjectionConsumer> consumer;
    final List<Subscription> subscriptions;
    private final Role role;
    private final DatabaseUse databaseUse;

    /**
     * @param advances told the name and each position reached
     */
    Followers(
            Registry registry,
            Settings settings,
            Config config,
            Subscriptions shared,
            Codec codec,
            MeterRegistry meters,
            Tracing tracing,
            Commands commands,
            ObjLongConsumer<String> advances) {
        this.role = Role.of(config);
        this.databaseUse = new DatabaseUse(shared.pool(), shared.statements());
        this.projections =
                new Projections(
                        registry.modules(),
                        shared,
                        codec,
                        meters,
                        tracing,
                        settings.projectionBatch());
        this.processes =
                new Processes(
                        registry.modules(),
                        shared,
                        codec,
                        meters,
                        commands,
                        settings.commandBatch(),
                        advances);
        this.outlets =
                new Outlets(registry, settings, config, shared, codec, meters, commands, advances);
        this.consumer =
                role.consumes()
                        ? Optional.of(consumer(registry, settings, config, shared))
                        : Optional.empty();
        this.subscriptions = all(projections.subscriptions(advances));
        subscriptions.forEach(each -> ProjectionMetrics.watch(meters, each));
        consumer.ifPresent(each -> ConsumerMetrics.watch(meters, each));
    }

    /** Fails where the database is that of another role. */
    Uni<Void> requireFitDatabase() {
        return databaseUse.requireFit(consumer.isPresent());
    }

    private ProjectionConsumer consumer(
            Registry registry, Settings settings, Config config, Subscriptions shared) {
        return new ProjectionConsumer(
                new ConsumerSettings(
                        KafkaSettings.of(config, settings).orElseThrow(),
                        settings.projectionBatch()),
                projections.appliers(registry.publicCategories()),
                shared.pool(),
                shared.statements());
    }

    private List<Subscription> all(List<Subscription> projected) {
        return Stream.of(projected, processes.subscriptions(), outlets.subscriptions())
                .flatMap(List::stream)
                .toList();
    }

    /** The version of each, by name. */
    Map<String, Integer> versions() {
        return versions(Role.ALL);
    }

    /** Of those that this instance runs. */
    Map<String, Integer> own() {
        return versions(role);
    }

    private Map<String, Integer> versions(Role role) {
        Map<String, Integer> versions = new TreeMap<>();
        if (role.projects()) {
            versions.putAll(projections.versions());
            versions.putAll(processes.versions());
        }
        if (role.relays()) {
            versions.putAll(outlets.versions());
        }
        return versions;
    }

    /** Those of projections, processes and relays. */
    public List<Subscription> subscriptions() {
        return subscriptions;
    }

    /** What writes read tables from Kafka, where that is this instance's role. */
    public Optional<ProjectionConsumer> consumer() {
        return consumer;
    }

    /** What sends commands because of events. */
    public Processes processes() {
        return processes;
    }

    /** The names of those without which this instance does not do its part. */
    public Set<String> needed() {
        return switch (role) {
            case ALL, API, PROJECTIONS -> versions(Role.PROJECTIONS).keySet();
            case RELAY, CONSUMER -> own().keySet();
        };
    }

    /** What gets parked streams going again, by name. */
    Map<String, Parking> parkings() {
        Map<String, Parking> parkings = new HashMap<>(projections.parkings());
        parkings.putAll(processes.parkings());
        parkings.putAll(outlets.parkings());
        return parkings;
    }
}
