package dev.daybook.engine.delivery;

import static dev.daybook.engine.endpoint.Webhook.WEBHOOK;

import dev.daybook.engine.checkpoint.SubscriptionKey;
import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.codec.Published;
import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.command.Precondition;
import dev.daybook.engine.endpoint.DeliveryLog;
import dev.daybook.engine.endpoint.Webhook;
import dev.daybook.engine.endpoint.Webhook.Cause;
import dev.daybook.engine.endpoint.WebhookSecrets;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.engine.subscription.Parking;
import dev.daybook.engine.subscription.Subscription;
import dev.daybook.engine.subscription.Subscriptions;
import dev.daybook.engine.webhook.AddressGuard;
import dev.daybook.engine.webhook.Attempt;
import dev.daybook.engine.webhook.Names;
import dev.daybook.engine.webhook.RetrySchedule;
import dev.daybook.engine.webhook.WebhookMessage;
import dev.daybook.engine.webhook.WebhookSender;
import dev.daybook.engine.webhook.WebhookUrl;
import dev.daybook.kernel.Metadata;
import dev.daybook.store.EventStore;
import dev.daybook.store.UuidV7;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.http.HttpClientOptions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.jboss.logging.Logger;

/** What sends events to webhooks: one subscription for all of them, and what is known of them. */
public final class Deliveries {

    private static final Logger LOG = Logger.getLogger(Deliveries.class);
    private static final int VERSION = 1;
    private static final int NAME_THREADS = 32;

    private final WebhookSettings settings;
    private final Published published;
    private final AddressGuard guard;
    private final EventStore store;
    private final Commands commands;
    private final WebhookSender sender;
    private final DeliveryRunner runner;
    private final Subscription subscription;
    private final Parking parking;
    private final WebhookSecrets secrets;
    private final DeliveryLog log;

    /**
     * @param advances told the name and each position reached
     */
    public Deliveries(
            WebhookSettings settings,
            Published published,
            Subscriptions shared,
            Codec codec,
            MeterRegistry meters,
            Commands commands,
            int batchSize,
            ObjLongConsumer<String> advances) {
        this.settings = settings;
        this.published = published;
        this.guard = new AddressGuard(settings.allowed());
        this.store = shared.store();
        this.commands = commands;
        Context context = shared.contexts().get();
        this.sender = sender(context);
        this.runner =
                new DeliveryRunner(
                        codec,
                        shared.checkpoints(new SubscriptionKey(DeliveryRunner.NAME, true), VERSION),
                        shared.pool(),
                        shared.statements(),
                        context,
                        owner -> means(owner, new DeliveryMetrics(meters)));
        this.subscription =
                shared.loop(
                        runner,
                        Subscription.Pace.ofBatches(batchSize),
                        position -> advances.accept(DeliveryRunner.NAME, position));
        runner.drivenBy(subscription);
        this.parking = shared.parking(DeliveryRunner.NAME, runner::retry);
        this.secrets = new WebhookSecrets(shared.pool(), shared.statements());
        this.log = new DeliveryLog(shared.pool(), shared.statements());
    }

    private WebhookSender sender(Context context) {
        return new WebhookSender(
                context.owner(),
                new HttpClientOptions(),
                Names.ofSystem(context.owner(), NAME_THREADS),
                new WebhookSender.Rules(guard, settings.timeout()));
    }

    private DeliveryMeans means(DeliveryRunner owner, DeliveryMetrics metrics) {
        return new DeliveryMeans(
                store,
                published,
                sender,
                new RetrySchedule(settings.retryBase()),
                metrics,
                owner::run,
                settings.inFlight(),
                this::disable,
                owner::broken);
    }

    /** Where this is lost, the next attempt that fails asks for it again. */
    private void disable(String webhookId, Cause cause) {
        String id = UuidV7.next().toString();
        commands.execute(
                        WEBHOOK,
                        webhookId,
                        new Webhook.Command.Disable(cause),
                        new CommandContext(
                                new Metadata(id, id, null, null),
                                Optional.empty(),
                                Precondition.NONE))
                .subscribe()
                .with(
                        outcome -> {
                            if (outcome instanceof Outcome.Accepted) {
                                LOG.warnf(
                                        "Nothing more is sent to webhook %s: %s", webhookId, cause);
                            }
                        },
                        failure ->
                                LOG.warnf(
                                        "Webhook %s is not disabled: %s",
                                        webhookId, failure.getMessage()));
    }

    public Subscription subscription() {
        return subscription;
    }

    /** The version of the subscription, by its name. */
    public Map<String, Integer> versions() {
        return Map.of(DeliveryRunner.NAME, VERSION);
    }

    /** What gets parked webhooks going again, by the subscription's name. */
    public Map<String, Parking> parkings() {
        return Map.of(DeliveryRunner.NAME, parking);
    }

    public WebhookSecrets secrets() {
        return secrets;
    }

    public DeliveryLog log() {
        return log;
    }

    /**
     * @throws WebhookUrl.Refused if nothing may be sent to it; to what its name stands for is found
     *     out each time that something is
     */
    public void requireUsable(String url) {
        guard.requireAllowed(WebhookUrl.parse(url, settings.plain()));
    }

    /** Sends a message that says nothing, once and now. */
    public Uni<Attempt> test(String webhookId, String url) {
        return send(webhookId, url, WebhookMessage.test(Instant.now()));
    }

    /**
     * Sends an event once and now, whatever was sent before.
     *
     * @return nothing where there is no such event, or none that is sent to anybody
     */
    public Uni<Optional<Attempt>> resend(String webhookId, String url, long position) {
        return store.read(position - 1, 1)
                .map(found -> found.stream().filter(published::includes).findFirst())
                .chain(
                        event ->
                                event.isEmpty()
                                        ? Uni.createFrom().item(Optional.empty())
                                        : send(
                                                        webhookId,
                                                        url,
                                                        WebhookMessage.of(
                                                                published
                                                                        .upcaster()
                                                                        .apply(event.get())))
                                                .map(Optional::of));
    }

    private Uni<Attempt> send(String webhookId, String url, WebhookMessage message) {
        Instant now = Instant.now();
        return secrets.of(webhookId)
                .chain(
                        signers ->
                                sender.send(
                                        WebhookUrl.parse(url, true),
                                        message.headers(signers, now),
                                        message.body()))
                .onFailure(IllegalArgumentException.class)
                .recoverWithItem(new Attempt.Unanswered(Attempt.Reason.UNSENDABLE));
    }
}
