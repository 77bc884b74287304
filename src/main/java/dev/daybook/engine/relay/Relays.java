package dev.daybook.engine.relay;

import static java.util.stream.Collectors.toMap;

import dev.daybook.engine.checkpoint.SubscriptionKey;
import dev.daybook.engine.codec.Published;
import dev.daybook.engine.subscription.Parking;
import dev.daybook.engine.subscription.Subscription;
import dev.daybook.engine.subscription.Subscriptions;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjLongConsumer;

/** What carries the log elsewhere, where it is told to. */
public final class Relays {

    private static final int VERSION = 1;

    private final Optional<Subscription> kafka;
    private final Optional<RelayPlace> place;
    private final Subscriptions shared;

    /**
     * @param advances told the name and each position reached
     */
    public Relays(
            Optional<KafkaSettings> kafka,
            Published published,
            Subscriptions shared,
            int batchSize,
            ObjLongConsumer<String> advances) {
        this.shared = shared;
        this.place = kafka.map(settings -> new RelayPlace(settings, published, shared.store()));
        this.kafka =
                kafka.map(
                        settings ->
                                shared.loop(
                                        new KafkaRelay(
                                                settings,
                                                published,
                                                shared.checkpoints(
                                                        new SubscriptionKey(KafkaRelay.NAME, true),
                                                        VERSION),
                                                shared.store()),
                                        Subscription.Pace.ofBatches(batchSize),
                                        position -> advances.accept(KafkaRelay.NAME, position)));
    }

    /** How far Kafka has the log. */
    public Optional<RelayPlace> place() {
        return place;
    }

    public List<Subscription> subscriptions() {
        return kafka.stream().toList();
    }

    /** The version of each, by name. */
    public Map<String, Integer> versions() {
        return kafka.stream().collect(toMap(Subscription::name, _ -> VERSION));
    }

    /** By name; no stream is ever parked. */
    public Map<String, Parking> parkings() {
        return kafka.stream()
                .collect(
                        toMap(
                                Subscription::name,
                                each ->
                                        shared.parking(
                                                each.name(),
                                                (_, _) ->
                                                        Uni.createFrom()
                                                                .failure(
                                                                        new IllegalStateException(
                                                                                "A relay parks nothing.")))));
    }
}
