package dev.daybook.engine.endpoint;

import dev.daybook.engine.endpoint.Webhook.Cause;
import dev.daybook.engine.endpoint.Webhook.Event;
import dev.daybook.engine.endpoint.Webhook.Event.*;
import dev.daybook.engine.endpoint.Webhooks.WebhookSummary;
import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row for each webhook, for those who look after them. */
@RegisterForReflection(ignoreNested = false)
public final class Webhooks implements Projection.Fold<Event, WebhookSummary> {

    public enum Status {
        ACTIVE,
        PAUSED,
        DISABLED,
        REMOVED
    }

    /**
     * @param reason why it is disabled
     */
    public record WebhookSummary(
            String webhookId,
            String url,
            List<String> categories,
            List<String> types,
            Status status,
            @Nullable Cause reason,
            long version,
            Instant createdAt,
            Instant updatedAt) {

        private WebhookSummary after(Recorded<Event> event, Status next, @Nullable Cause cause) {
            return new WebhookSummary(
                    webhookId,
                    url,
                    categories,
                    types,
                    next,
                    cause,
                    event.version(),
                    createdAt,
                    event.recordedAt());
        }
    }

    @Override
    public WebhookSummary fold(Optional<WebhookSummary> before, Recorded<Event> event) {
        return switch (event.event()) {
            case WebhookAdded(var url, var categories, var types, _, _) ->
                    new WebhookSummary(
                            event.stream().id(),
                            url,
                            categories,
                            types,
                            Status.ACTIVE,
                            null,
                            event.version(),
                            event.recordedAt(),
                            event.recordedAt());
            case WebhookPaused _ -> before.orElseThrow().after(event, Status.PAUSED, null);
            case WebhookResumed _ -> before.orElseThrow().after(event, Status.ACTIVE, null);
            case WebhookDisabled(var cause) ->
                    before.orElseThrow().after(event, Status.DISABLED, cause);
            case WebhookRemoved _ -> before.orElseThrow().after(event, Status.REMOVED, null);
            case WebhookRotated _, WebhookReplayed _ -> {
                WebhookSummary row = before.orElseThrow();
                yield row.after(event, row.status(), row.reason());
            }
        };
    }
}
