package dev.daybook.engine;

import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.codec.Published;
import dev.daybook.engine.delivery.Deliveries;
import dev.daybook.engine.delivery.WebhookSettings;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.engine.relay.KafkaSettings;
import dev.daybook.engine.relay.RelayPlace;
import dev.daybook.engine.relay.Relays;
import dev.daybook.engine.settings.Settings;
import dev.daybook.engine.subscription.Parking;
import dev.daybook.engine.subscription.Subscription;
import dev.daybook.engine.subscription.Subscriptions;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** What carries the log elsewhere: to Kafka, and to webhooks. */
public final class Outlets {

    private final Relays relays;
    private final Deliveries deliveries;

    /**
     * @param advances told the name and each position reached
     */
    Outlets(
            Registry registry,
            Settings settings,
            Config config,
            Subscriptions shared,
            Codec codec,
            MeterRegistry meters,
            Commands commands,
            ObjLongConsumer<String> advances) {
        Published published =
                new Published(
                        registry.publicCategories(),
                        event ->
                                codec.upcast(registry.aggregate(event.stream().category()), event));
        this.relays =
                new Relays(
                        KafkaSettings.of(config, settings),
                        published,
                        shared,
                        settings.projectionBatch(),
                        advances);
        this.deliveries =
                new Deliveries(
                        WebhookSettings.of(config, settings),
                        published,
                        shared,
                        codec,
                        meters,
                        commands,
                        settings.projectionBatch(),
                        advances);
    }

    /** How far Kafka has the log, where it is sent there. */
    public Optional<RelayPlace> relayPlace() {
        return relays.place();
    }

    /** What sends events to webhooks. */
    public Deliveries deliveries() {
        return deliveries;
    }

    List<Subscription> subscriptions() {
        return Stream.concat(relays.subscriptions().stream(), Stream.of(deliveries.subscription()))
                .toList();
    }

    /** The version of each, by name. */
    Map<String, Integer> versions() {
        Map<String, Integer> versions = new HashMap<>(relays.versions());
        versions.putAll(deliveries.versions());
        return versions;
    }

    /** What gets parked streams going again, by name. */
    Map<String, Parking> parkings() {
        Map<String, Parking> parkings = new HashMap<>(relays.parkings());
        parkings.putAll(deliveries.parkings());
        return parkings;
    }
}
