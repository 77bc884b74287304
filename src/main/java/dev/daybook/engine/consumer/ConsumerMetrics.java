package dev.daybook.engine.consumer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What is measured of a consumer. */
public final class ConsumerMetrics {

    private ConsumerMetrics() {}

    public static void watch(MeterRegistry meters, ProjectionConsumer consumer) {
        Gauge.builder("daybook.consumer.behind", consumer, ProjectionConsumer::behind)
                .description(
                        "Records that Kafka has and this worker has not taken, of its partitions")
                .register(meters);
        Gauge.builder("daybook.consumer.partitions", consumer, each -> each.partitions().size())
                .description("Partitions that this worker has")
                .register(meters);
    }
}
