package dev.daybook.engine.feed;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What is measured of live feeds. */
public final class FeedMetrics {

    private FeedMetrics() {}

    public static void watch(MeterRegistry meters, Feeds feeds) {
        Gauge.builder("daybook.log.position", feeds, Feeds::position)
                .description("The last position of the log that this instance knows of")
                .register(meters);
        Gauge.builder("daybook.feeds.open", feeds, Feeds::open)
                .description("Clients that follow the log live")
                .register(meters);
        FunctionCounter.builder("daybook.feeds.events", feeds, Feeds::handedOut)
                .description("Events handed out to them")
                .register(meters);
    }
}
