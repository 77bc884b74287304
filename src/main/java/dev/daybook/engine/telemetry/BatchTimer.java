package dev.daybook.engine.telemetry;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.LongStream;

/** The histogram of how long a batch takes: from a lone command to a database that hangs. */
public final class BatchTimer {

    private static final long[] BOUNDS_MILLIS = {
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000
    };

    /** What the counters {@code daybook.cache.requests} of all caches are described with. */
    public static final String CACHE_REQUESTS =
            "Looks into a cache, by whether it had what was asked for";

    private BatchTimer() {}

    public static Timer.Builder timer(String name) {
        return Timer.builder(name)
                .serviceLevelObjectives(
                        LongStream.of(BOUNDS_MILLIS)
                                .mapToObj(Duration::ofMillis)
                                .toArray(Duration[]::new));
    }
}
