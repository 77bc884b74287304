package dev.daybook.engine.delivery;

import dev.daybook.engine.webhook.Attempt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What is measured of webhooks; what one of them is about stands in its list of attempts. */
final class DeliveryMetrics {

    private final Counter delivered;
    private final Counter refused;
    private final Counter unanswered;
    private volatile int heldStreams;
    private volatile int webhooks;

    DeliveryMetrics(MeterRegistry meters) {
        delivered = attempts(meters, "delivered");
        refused = attempts(meters, "refused");
        unanswered = attempts(meters, "unanswered");
        Gauge.builder("daybook.webhooks.active", this, each -> each.webhooks)
                .description("Webhooks to which this instance sends")
                .register(meters);
        Gauge.builder("daybook.webhooks.held", this, each -> each.heldStreams)
                .description("Streams of which an event could not be delivered yet, of all of them")
                .register(meters);
    }

    private static Counter attempts(MeterRegistry meters, String outcome) {
        return Counter.builder("daybook.webhooks.attempts")
                .description("Attempts to deliver a message, by what became of them")
                .tag("outcome", outcome)
                .register(meters);
    }

    void ended(Attempt attempt) {
        Counter counter =
                switch (attempt) {
                    case Attempt.Answered answered when answered.isDelivered() -> delivered;
                    case Attempt.Answered _ -> refused;
                    case Attempt.Unanswered _ -> unanswered;
                };
        counter.increment();
    }

    void sending(int toWebhooks, int held) {
        webhooks = toWebhooks;
        heldStreams = held;
    }
}
