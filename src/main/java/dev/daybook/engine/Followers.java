package dev.daybook.engine;

import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.engine.process.Processes;
import dev.daybook.engine.projection.ProjectionMetrics;
import dev.daybook.engine.projection.Projections;
import dev.daybook.engine.relay.KafkaSettings;
import dev.daybook.engine.relay.Relayed;
import dev.daybook.engine.relay.Relays;
import dev.daybook.engine.settings.Role;
import dev.daybook.engine.settings.Settings;
import dev.daybook.engine.subscription.Parking;
import dev.daybook.engine.subscription.Subscription;
import dev.daybook.engine.subscription.Subscriptions;
import dev.daybook.engine.telemetry.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;

/** What follows the log: projections, processes, and what carries it elsewhere. */
final class Followers {

    final Projections projections;
    final Processes processes;
    final Relays relays;
    final List<Subscription> subscriptions;

    /**
     * @param advances told the name and each position reached
     */
    Followers(
            Registry registry,
            Settings settings,
            Optional<KafkaSettings> kafka,
            Subscriptions shared,
            Codec codec,
            MeterRegistry meters,
            Tracing tracing,
            Commands commands,
            ObjLongConsumer<String> advances) {
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
        this.relays =
                new Relays(
                        kafka,
                        relayed(registry, codec),
                        shared,
                        settings.projectionBatch(),
                        advances);
        this.subscriptions = all(projections.subscriptions(advances));
        subscriptions.forEach(each -> ProjectionMetrics.watch(meters, each));
    }

    private List<Subscription> all(List<Subscription> projected) {
        return Stream.of(projected, processes.subscriptions(), relays.subscriptions())
                .flatMap(List::stream)
                .toList();
    }

    private static Relayed relayed(Registry registry, Codec codec) {
        return new Relayed(
                registry.publicCategories(),
                event -> codec.upcast(registry.aggregate(event.stream().category()), event));
    }

    /** The version of each, by name. */
    Map<String, Integer> versions() {
        return versions(Role.ALL);
    }

    /** Of those that an instance in this role runs. */
    Map<String, Integer> versions(Role role) {
        Map<String, Integer> versions = new TreeMap<>();
        if (role.projects()) {
            versions.putAll(projections.versions());
            versions.putAll(processes.versions());
        }
        if (role.relays()) {
            versions.putAll(relays.versions());
        }
        return versions;
    }

    /** Those without which an instance in this role does not do its part. */
    Set<String> neededBy(Role role) {
        return role == Role.RELAY
                ? relays.versions().keySet()
                : versions(Role.PROJECTIONS).keySet();
    }

    /** What gets parked streams going again, by name. */
    Map<String, Parking> parkings() {
        Map<String, Parking> parkings = new HashMap<>(projections.parkings());
        parkings.putAll(processes.parkings());
        parkings.putAll(relays.parkings());
        return parkings;
    }
}
