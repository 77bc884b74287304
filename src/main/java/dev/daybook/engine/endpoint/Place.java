package dev.daybook.engine.endpoint;

import dev.daybook.engine.webhook.WebhookSecret;
import dev.daybook.engine.webhook.WebhookUrl;
import dev.daybook.store.StoredEvent;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A webhook, and how far the deliveries to it are, as stored.
 *
 * @param categories whose events are sent; all where there is none
 * @param types of the events that are sent, such as {@code account.MoneyDeposited}; all where there
 *     is none
 * @param generation another one with each change that makes what was begun before void
 * @param position up to which all is delivered, but for what is held
 * @param attempts made so far
 * @param deliveredAt when a message arrived last
 * @param failingSince since when none has
 */
public record Place(
        String webhookId,
        WebhookUrl url,
        Set<String> categories,
        Set<String> types,
        long generation,
        long position,
        long attempts,
        @Nullable Instant deliveredAt,
        @Nullable Instant failingSince,
        List<Held> held,
        List<Signer> signers) {

    /**
     * @param until how long it signs; null where nothing has replaced it
     */
    public record Signer(WebhookSecret secret, @Nullable Instant until) {

        private boolean signsAt(Instant now) {
            return until == null || now.isBefore(until);
        }

        /** The secrets that sign at a time. */
        public static List<WebhookSecret> at(List<Signer> signers, Instant now) {
            return signers.stream()
                    .filter(signer -> signer.signsAt(now))
                    .map(Signer::secret)
                    .toList();
        }
    }

    public Place {
        categories = Set.copyOf(categories);
        types = Set.copyOf(types);
        held = List.copyOf(held);
        signers = List.copyOf(signers);
    }

    public boolean wants(StoredEvent event) {
        String category = event.stream().category();
        return (categories.isEmpty() || categories.contains(category))
                && (types.isEmpty() || types.contains(category + "." + event.eventType()));
    }
}
