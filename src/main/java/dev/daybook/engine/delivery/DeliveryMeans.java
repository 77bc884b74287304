package dev.daybook.engine.delivery;

import dev.daybook.engine.codec.Published;
import dev.daybook.engine.endpoint.Webhook.Cause;
import dev.daybook.engine.webhook.RetrySchedule;
import dev.daybook.engine.webhook.WebhookSender;
import dev.daybook.store.EventStore;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What the deliveries to all webhooks share.
 *
 * @param context on which all of them run
 * @param inFlight most messages under way to one webhook
 * @param disable told the id of a webhook to which nothing is to be sent any more
 * @param broken told that the log cannot be read
 */
record DeliveryMeans(
        EventStore store,
        Published published,
        WebhookSender sender,
        RetrySchedule schedule,
        DeliveryMetrics metrics,
        Executor context,
        int inFlight,
        BiConsumer<String, Cause> disable,
        Consumer<Throwable> broken) {}
