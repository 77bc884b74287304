package dev.daybook.engine.delivery;

import dev.daybook.engine.endpoint.DeliveryAttempt;
import dev.daybook.engine.endpoint.Held;
import dev.daybook.engine.webhook.Attempt;
import dev.daybook.store.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that is under way.
 *
 * @param before what had been tried with the event
 */
record Sending(StoredEvent event, Held before, Instant begun) {

    /** Which attempt of this message it is, from 1 on. */
    int attempt() {
        return before.attempts() + 1;
    }

    /**
     * @param number among all attempts of the webhook
     * @param nextAt when the message is tried again; null where it is not
     */
    DeliveryAttempt ended(long number, Attempt how, @Nullable Instant nextAt) {
        return new DeliveryAttempt(
                number,
                begun,
                event.eventId().toString(),
                event.stream().category() + "." + event.eventType(),
                event.position(),
                attempt(),
                how instanceof Attempt.Answered answered ? answered.status() : null,
                how instanceof Attempt.Unanswered(var why) ? why.name() : null,
                Duration.between(begun, Instant.now()).toMillis(),
                how instanceof Attempt.Answered answered ? answered.beginning() : null,
                nextAt);
    }
}
