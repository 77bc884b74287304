package dev.daybook.engine.relay;

import dev.daybook.engine.checkpoint.Batch;
import dev.daybook.engine.checkpoint.Checkpoint;
import dev.daybook.engine.checkpoint.CheckpointStore;
import dev.daybook.engine.codec.Published;
import dev.daybook.engine.subscription.DestinationUnavailable;
import dev.daybook.engine.subscription.Subscriber;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/**
 * Sends the log to Kafka, each event once. How far it has come is known by what Kafka has
 * committed, and the stored checkpoint only follows: whoever takes over shuts out the one before,
 * and then reads what that one has committed.
 *
 * <p>Nothing is left for later, since its stream would come out of order: whatever fails is tried
 * until it succeeds.
 */
final class KafkaRelay implements Subscriber {

    static final String NAME = "kafka";

    private final KafkaSettings settings;
    private final CheckpointStore checkpoints;
    private final EventStore store;
    private final Published published;
    private final Topics topics;
    private final CloudEvents cloudEvents;
    private volatile Optional<KafkaWriter> writer = Optional.empty();

    KafkaRelay(
            KafkaSettings settings,
            Published published,
            CheckpointStore checkpoints,
            EventStore store) {
        this.settings = settings;
        this.checkpoints = checkpoints;
        this.store = store;
        this.published = published;
        this.topics = new Topics(settings, published.categories());
        this.cloudEvents = new CloudEvents(settings);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean concerns(String category) {
        return published.categories().contains(category);
    }

    @Override
    public Uni<Checkpoint> checkpoint() {
        return checkpoints
                .read()
                .chain(stored -> stored.owned() ? takeOver(stored) : giveUp().replaceWith(stored));
    }

    private Uni<Void> giveUp() {
        return blocking(
                () -> {
                    close();
                    return null;
                });
    }

    private void close() {
        writer.ifPresent(KafkaWriter::close);
        writer = Optional.empty();
    }

    private Uni<Checkpoint> takeOver(Checkpoint stored) {
        return blocking(this::open)
                .call(this::requireThisLog)
                .chain(progress -> follow(stored, progress.position()));
    }

    private RelayProgress open() {
        close();
        topics.require();
        writer = Optional.of(new KafkaWriter(settings));
        return new ProgressTopic(settings).last();
    }

    private Uni<Void> requireThisLog(RelayProgress progress) {
        return progress.position() == 0
                ? Uni.createFrom().voidItem()
                : store.read(progress.position() - 1, 1)
                        .invoke(found -> requireThisLog(progress, found.stream().findFirst()))
                        .replaceWithVoid();
    }

    private static void requireThisLog(RelayProgress progress, Optional<StoredEvent> found) {
        if (!progress.isOf(found)) {
            throw new DestinationUnavailable(
                    "Kafka has a log up to position %d (event %s), and this is another one, or an older copy of it: 'daybook relay POSITION' says from where on it is to be sent."
                            .formatted(progress.position(), progress.eventId()));
        }
    }

    private Uni<Checkpoint> follow(Checkpoint stored, long position) {
        return position == stored.position()
                ? Uni.createFrom().item(stored)
                : checkpoints
                        .advance(new Batch(stored.epoch(), stored.position(), position, List.of()))
                        .replaceWith(stored.at(position));
    }

    @Override
    public Uni<Void> handle(Batch batch) {
        List<StoredEvent> sent = batch.events().stream().filter(published::includes).toList();
        return sent.isEmpty()
                ? checkpoints.advance(batch)
                : blocking(() -> send(sent, batch)).chain(() -> checkpoints.advance(batch));
    }

    private Void send(List<StoredEvent> events, Batch batch) {
        writer.orElseThrow(() -> new DestinationUnavailable("Kafka is not open."))
                .send(
                        events.stream().map(published.upcaster()).map(cloudEvents::record).toList(),
                        RelayProgress.of(batch.events().getLast()));
        return null;
    }

    @Override
    public Uni<Void> park(Batch batch, Throwable error, int attempts) {
        return Uni.createFrom().failure(error);
    }

    @Override
    public Uni<Void> tell(Optional<String> failure) {
        return checkpoints.tell(failure);
    }

    /** On a thread that may wait; fails with {@link DestinationUnavailable}. */
    static <T> Uni<T> blocking(Supplier<T> work) {
        return Uni.createFrom()
                .item(work)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure(KafkaException.class)
                .transform(KafkaRelay::unavailable);
    }

    private static DestinationUnavailable unavailable(Throwable failure) {
        Throwable reason = failure.getCause() instanceof KafkaException cause ? cause : failure;
        return new DestinationUnavailable("Kafka: " + reason.getMessage(), failure);
    }
}
