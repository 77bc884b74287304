package dev.daybook.engine.relay;

import dev.daybook.engine.codec.Published;
import dev.daybook.engine.subscription.DestinationUnavailable;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** How far Kafka has the log, for operators. */
public final class RelayPlace {

    /**
     * @param fits whether the last event in Kafka is the one that this log has there
     */
    public record Place(long position, boolean fits) {}

    private final KafkaSettings settings;
    private final Topics topics;
    private final EventStore store;

    RelayPlace(KafkaSettings settings, Published published, EventStore store) {
        this.settings = settings;
        this.topics = new Topics(settings, published.categories());
        this.store = store;
    }

    /**
     * @return fails with {@link DestinationUnavailable} where Kafka does not say it
     */
    public Uni<Place> read() {
        return KafkaRelay.blocking(() -> new ProgressTopic(settings).last())
                .chain(
                        progress ->
                                at(progress.position())
                                        .map(
                                                event ->
                                                        new Place(
                                                                progress.position(),
                                                                progress.isOf(event))));
    }

    /**
     * Has the relay go on behind a position, whatever Kafka has; one that runs goes on from there.
     *
     * @return whether the log has this position; else nothing is changed
     */
    public Uni<Boolean> set(long position) {
        return at(position)
                .chain(
                        event ->
                                event.isEmpty() && position > 0
                                        ? Uni.createFrom().item(false)
                                        : KafkaRelay.blocking(() -> write(event)));
    }

    private boolean write(Optional<StoredEvent> last) {
        topics.require();
        try (KafkaWriter writer = new KafkaWriter(settings)) {
            writer.send(List.of(), last.map(RelayProgress::of).orElse(RelayProgress.NONE));
            return true;
        }
    }

    private Uni<Optional<StoredEvent>> at(long position) {
        return position == 0
                ? Uni.createFrom().item(Optional.empty())
                : store.read(position - 1, 1).map(found -> found.stream().findFirst());
    }
}
