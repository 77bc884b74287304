package dev.daybook.engine.projection;

import dev.daybook.engine.subscription.Subscription;
import dev.daybook.engine.subscription.SubscriptionStatus;
import dev.daybook.engine.telemetry.BatchTimer;
import dev.daybook.engine.telemetry.Tracing;
import dev.daybook.store.StoredEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * Counts and times what the projector of one projection does; every meter is looked up once, then
 * kept.
 */
public final class ProjectionMetrics {

    /** Events that are being projected together. */
    final class Batch {
        private final List<StoredEvent> events;
        private final Instant start = Instant.now();
        private final long startNanos = System.nanoTime();

        private Batch(List<StoredEvent> events) {
            this.events = events;
        }

        void applied() {
            ended("applied");
            tracing.projected(name, events, start, Optional.empty());
        }

        /** Its events will come again. */
        void failed(Throwable failure) {
            ended("failed");
            tracing.projected(name, events, start, Optional.of(failure));
        }

        private void ended(String status) {
            batchTime.record(Duration.ofNanos(System.nanoTime() - startNanos));
            Map<String, Counter> counters =
                    processed.computeIfAbsent(status, _ -> new ConcurrentHashMap<>());
            for (StoredEvent event : events) {
                counters.computeIfAbsent(event.eventType(), type -> events(type, status))
                        .increment();
            }
        }
    }

    private final MeterRegistry registry;
    private final Tracing tracing;
    private final String name;
    private final Map<String, Map<String, Counter>> processed = new ConcurrentHashMap<>();
    private final Timer batchTime;
    private final Counter hits;
    private final Counter misses;

    /**
     * @param name of the projection
     */
    public ProjectionMetrics(MeterRegistry registry, Tracing tracing, String name) {
        this.registry = registry;
        this.tracing = tracing;
        this.name = name;
        this.batchTime =
                BatchTimer.timer("daybook.projection.batch")
                        .description("Time from a batch of events to their rows' commit")
                        .tag("projection", name)
                        .register(registry);
        this.hits = cache("hit");
        this.misses = cache("miss");
    }

    /**
     * @param events those that concern the projection
     */
    Batch begin(List<StoredEvent> events) {
        return new Batch(events);
    }

    /** Rows that were at hand, and rows that were not. */
    void looked(int found, int missing) {
        hits.increment(found);
        misses.increment(missing);
    }

    /** How far the subscription is behind, and who waits for it, whenever that is asked for. */
    public static void watch(MeterRegistry registry, Subscription subscription) {
        gauge("lag.events", subscription, each -> each.lag().events())
                .description("Events known to be in the log and not yet projected")
                .register(registry);
        gauge("lag.seconds", subscription, each -> each.lag().seconds())
                .description("Age of the oldest event that may not be projected, 0 at rest")
                .register(registry);
        gauge("owned", subscription, each -> each.leads() ? 1 : 0)
                .description("1 where this instance runs the projection")
                .register(registry);
        gauge(
                        "parked.streams",
                        subscription,
                        each -> each.status().map(SubscriptionStatus::parked).orElse(0L))
                .description("Streams that wait for an operator")
                .register(registry);
        gauge("readers.waiting", subscription, each -> each.progress().waiting())
                .description("Readers that wait for a position (Min-Position)")
                .register(registry);
    }

    private static Gauge.Builder<Subscription> gauge(
            String what, Subscription subscription, ToDoubleFunction<Subscription> value) {
        return Gauge.builder("daybook.projection." + what, subscription, value)
                .tag("projection", subscription.name());
    }

    private Counter cache(String result) {
        return Counter.builder("daybook.cache.requests")
                .description(BatchTimer.CACHE_REQUESTS)
                .tag("cache", name)
                .tag("result", result)
                .register(registry);
    }

    private Counter events(String type, String status) {
        return Counter.builder("daybook.projection.events")
                .description("Events handled; a failed one is tried again")
                .tag("projection", name)
                .tag("type", type)
                .tag("status", status)
                .register(registry);
    }
}
