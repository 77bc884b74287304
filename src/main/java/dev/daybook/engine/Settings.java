package dev.daybook.engine;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The settings {@code DAYBOOK_*}; what each is for stands in {@code .env.example}. */
@ConfigMapping(prefix = "daybook")
public interface Settings {

    @WithDefault("100")
    int snapshotEvery();

    @WithDefault("10000")
    int commandQueue();

    @WithDefault("500")
    int commandBatch();

    @WithDefault("50000")
    int cachedStates();

    @WithDefault("2000")
    int recentEvents();

    @WithDefault("5s")
    Duration storeTimeout();

    @WithDefault("2000")
    int projectionBatch();

    @WithDefault("1s")
    Duration projectionInterval();

    @WithDefault("10000")
    int feeds();

    @WithDefault("15s")
    Duration feedHeartbeat();

    @WithDefault("10s")
    Duration readyLag();

    @WithDefault("0")
    int readyParked();

    @WithDefault("false")
    boolean demo();

    /** Set by the start: false where a command of an operator is run instead. */
    @WithDefault("true")
    boolean serve();
}
