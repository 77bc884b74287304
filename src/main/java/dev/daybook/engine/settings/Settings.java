package dev.daybook.engine.settings;

import dev.daybook.engine.settings.SettingRules.Between;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * The settings {@code DAYBOOK_*}, each with its default and its rule; what each is for stands in
 * {@code .env.example}.
 */
@ConfigMapping(prefix = SettingRules.PREFIX)
@RegisterForReflection
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
    @Between(most = "10000000")
    int recentEvents();

    @WithDefault("5s")
    @Between(least = "100ms")
    Duration storeTimeout();

    @WithDefault("2000")
    int projectionBatch();

    /** No more often than the scheduler can. */
    @WithDefault("1s")
    @Between(least = "1s")
    Duration projectionInterval();

    @WithDefault("10000")
    int feeds();

    /** Within half of the time after which a silent connection is closed. */
    @WithDefault("15s")
    @Between(least = "1s", most = "30s")
    Duration feedHeartbeat();

    @WithDefault("10s")
    @Between(least = "100ms")
    Duration readyLag();

    @WithDefault("0")
    @Between(least = "0")
    int readyParked();

    /** Requests a second for each caller; 0 is none. */
    @WithDefault("0")
    @Between(least = "0", most = "1000000")
    int rateLimit();

    /** Of each topic of events that is created. */
    @WithDefault("6")
    @Between(most = "1000")
    int kafkaPartitions();

    /** Of each topic that is created; 0 is the broker's own. */
    @WithDefault("0")
    @Between(least = "0", most = "100")
    int kafkaReplication();

    @WithDefault("true")
    boolean kafkaCreateTopics();

    /** Whether webhooks may be http. */
    @WithDefault("false")
    boolean webhookHttp();

    /** Messages under way to one webhook. */
    @WithDefault("8")
    @Between(most = "1000")
    int webhookInFlight();

    /** For one attempt, from the name to the answer. */
    @WithDefault("20s")
    @Between(least = "100ms", most = "5m")
    Duration webhookTimeout();

    /** Before the second attempt; later ones wait in proportion. */
    @WithDefault("5s")
    @Between(least = "1ms", most = "1m")
    Duration webhookRetry();

    @WithDefault("false")
    boolean demo();

    /** Set by the start: false where a command of an operator is run instead. */
    @WithDefault("true")
    boolean serve();
}
