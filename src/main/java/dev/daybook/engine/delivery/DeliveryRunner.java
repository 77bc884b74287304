package dev.daybook.engine.delivery;

import static dev.daybook.engine.endpoint.Webhook.WEBHOOK;

import dev.daybook.engine.checkpoint.Batch;
import dev.daybook.engine.checkpoint.Checkpoint;
import dev.daybook.engine.checkpoint.CheckpointStore;
import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.endpoint.DeliveryChange;
import dev.daybook.engine.endpoint.Place;
import dev.daybook.engine.endpoint.PlaceReader;
import dev.daybook.engine.endpoint.PlaceWriter;
import dev.daybook.engine.endpoint.RegistryWriter;
import dev.daybook.engine.endpoint.Webhook.Event;
import dev.daybook.engine.subscription.Subscriber;
import dev.daybook.engine.subscription.Subscription;
import dev.daybook.kernel.Recorded;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Hands the log to the {@link Delivery} of each webhook, for as long as this instance leads, and
 * stores how far each has come. The checkpoint is how far the log has been handed out, and the
 * webhooks' own events with it.
 */
final class DeliveryRunner implements Subscriber {

    static final String NAME = "webhooks";

    private static final Logger LOG = Logger.getLogger(DeliveryRunner.class);

    /** Between two times at which is stored what has been done. */
    private static final Duration TICK = Duration.ofMillis(100);

    private final Codec codec;
    private final CheckpointStore checkpoints;
    private final PlaceReader reader;
    private final ProgressSaver saver;
    private final RegistryWriter registry;
    private final Context context;
    private final DeliveryMeans means;

    /** By the webhooks' ids; only on the context. */
    private final Map<String, Delivery> deliveries = new HashMap<>();

    private BooleanSupplier leads = () -> false;
    private Runnable again = () -> {};
    private volatile boolean any;
    private long epoch;
    private boolean ticking;

    /**
     * @param means made of what is to be told of a broken log
     */
    DeliveryRunner(
            Codec codec,
            CheckpointStore checkpoints,
            Pool pool,
            Statements statements,
            Context context,
            Function<DeliveryRunner, DeliveryMeans> means) {
        this.codec = codec;
        this.checkpoints = checkpoints;
        this.reader = new PlaceReader(pool, statements);
        this.saver =
                new ProgressSaver(
                        new PlaceWriter(pool, statements, checkpoints), this::run, this::broken);
        this.registry = new RegistryWriter(pool, statements, checkpoints);
        this.context = context;
        this.means = means.apply(this);
    }

    void drivenBy(Subscription loop) {
        leads = loop::leads;
        again = loop::again;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean concerns(String category) {
        return any && means.published().categories().contains(category)
                || category.equals(WEBHOOK.category());
    }

    @Override
    public Uni<Checkpoint> checkpoint() {
        return onContext(this::forget)
                .chain(() -> saver.last().onFailure().recoverWithNull())
                .chain(checkpoints::read)
                .chain(
                        stored ->
                                stored.owned()
                                        ? reader.all()
                                                .emitOn(this::run)
                                                .invoke(all -> begin(stored, all))
                                                .replaceWith(stored)
                                        : Uni.createFrom().item(stored));
    }

    private void forget() {
        deliveries.values().forEach(Delivery::close);
        deliveries.clear();
        any = false;
        means.metrics().sending(0, 0);
    }

    private void begin(Checkpoint stored, List<Place> all) {
        epoch = stored.epoch();
        all.forEach(place -> begin(place, stored.position()));
        any = !deliveries.isEmpty();
        deliveries.values().forEach(Delivery::goOn);
        tick();
    }

    private void begin(Place place, long head) {
        deliveries.put(place.webhookId(), new Delivery(means, place, head));
    }

    @Override
    public Uni<Void> handle(Batch batch) {
        List<Recorded<Event>> changes = changes(batch.events());
        return (changes.isEmpty() ? checkpoints.advance(batch) : change(batch, changes))
                .chain(() -> onContext(() -> handOut(batch)));
    }

    private void handOut(Batch batch) {
        deliveries
                .values()
                .forEach(delivery -> delivery.offer(batch.events(), batch.from(), batch.to()));
        tick();
    }

    private List<Recorded<Event>> changes(List<StoredEvent> events) {
        return events.stream()
                .filter(event -> event.stream().category().equals(WEBHOOK.category()))
                .map(event -> codec.decodeOnce(WEBHOOK, event))
                .toList();
    }

    private Uni<Void> change(Batch batch, List<Recorded<Event>> changes) {
        Set<String> ids =
                changes.stream().map(each -> each.stream().id()).collect(Collectors.toSet());
        return onContext(this::save)
                .chain(saver::last)
                .chain(() -> registry.follow(batch, changes))
                .chain(() -> reader.of(ids))
                .emitOn(this::run)
                .invoke(places -> renew(ids, places, batch.to()))
                .replaceWithVoid();
    }

    private void renew(Set<String> ids, List<Place> places, long head) {
        Map<String, Place> current =
                places.stream().collect(Collectors.toMap(Place::webhookId, each -> each));
        for (String id : ids) {
            Optional<Place> place = Optional.ofNullable(current.get(id));
            Optional<Delivery> before = Optional.ofNullable(deliveries.get(id));
            if (before.isPresent() && place.filter(before.get()::renew).isPresent()) {
                continue;
            }
            before.ifPresent(Delivery::close);
            deliveries.remove(id);
            place.ifPresent(each -> begin(each, head));
        }
        any = !deliveries.isEmpty();
    }

    /**
     * Takes the webhooks' events once more, in the transaction that unparks them and changes the
     * epoch: all begins once more after it.
     */
    Uni<Void> retry(SqlConnection connection, List<StoredEvent> events) {
        return registry.follow(connection, changes(events));
    }

    private void tick() {
        if (!ticking && any) {
            ticking = true;
            context.owner().setTimer(TICK.toMillis(), _ -> context.runOnContext(_ -> atTick()));
        }
    }

    private void atTick() {
        ticking = false;
        if (!leads.getAsBoolean()) {
            forget();
            return;
        }
        deliveries.values().forEach(Delivery::goOn);
        means.metrics()
                .sending(
                        deliveries.size(),
                        deliveries.values().stream().mapToInt(Delivery::held).sum());
        save();
        tick();
    }

    private void save() {
        saver.save(epoch, this::unsaved);
    }

    private List<DeliveryChange> unsaved() {
        Instant now = Instant.now();
        return deliveries.values().stream()
                .flatMap(delivery -> delivery.unsaved(now).stream())
                .toList();
    }

    /** What is known here is not what is stored: all begins once more from that. */
    void broken(Throwable failure) {
        LOG.debugf("Deliveries begin once more: %s", failure.getMessage());
        run(this::forget);
        again.run();
    }

    @Override
    public Uni<Void> stop() {
        return onContext(
                        () -> {
                            save();
                            forget();
                        })
                .chain(saver::last)
                .onFailure()
                .recoverWithNull();
    }

    @Override
    public Uni<Void> park(Batch batch, Throwable error, int attempts) {
        return checkpoints.park(batch, error, attempts);
    }

    @Override
    public Uni<Void> tell(Optional<String> failure) {
        return checkpoints.tell(failure);
    }

    void run(Runnable task) {
        context.runOnContext(_ -> task.run());
    }

    private Uni<Void> onContext(Runnable task) {
        return Uni.createFrom().voidItem().emitOn(this::run).invoke(task).replaceWithVoid();
    }
}
