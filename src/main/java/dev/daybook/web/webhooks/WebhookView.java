package dev.daybook.web.webhooks;

import dev.daybook.engine.endpoint.DeliveryStatus;
import dev.daybook.engine.endpoint.Webhook.Cause;
import dev.daybook.engine.endpoint.Webhooks.Status;
import dev.daybook.engine.endpoint.Webhooks.WebhookSummary;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as it is shown, without its secret.
 *
 * @param reason why it is disabled
 * @param deliveries how they go; null where they have not begun, or it is removed
 */
@RegisterForReflection
record WebhookView(
        String webhookId,
        String url,
        List<String> categories,
        List<String> types,
        Status status,
        @Nullable Cause reason,
        @Nullable DeliveryStatus deliveries,
        long version,
        Instant createdAt,
        Instant updatedAt) {

    static WebhookView of(WebhookSummary webhook) {
        return new WebhookView(
                webhook.webhookId(),
                webhook.url(),
                webhook.categories(),
                webhook.types(),
                webhook.status(),
                webhook.reason(),
                null,
                webhook.version(),
                webhook.createdAt(),
                webhook.updatedAt());
    }

    WebhookView with(@Nullable DeliveryStatus current) {
        return new WebhookView(
                webhookId,
                url,
                categories,
                types,
                status,
                reason,
                current,
                version,
                createdAt,
                updatedAt);
    }
}
