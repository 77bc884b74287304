package dev.daybook.engine;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** What every setting must be, checked before anything is started. */
public final class SettingRules {

    private static final int HIGHEST_PORT = 65_535;

    private static final Duration UNBOUNDED = Duration.ofSeconds(Long.MAX_VALUE);

    private static final List<String> PORTS = List.of("PORT", "POSTGRES_PORT");

    private static final List<String> COUNTS =
            List.of(
                    "daybook.snapshot-every",
                    "daybook.command-queue",
                    "daybook.command-batch",
                    "daybook.cached-states",
                    "daybook.recent-events",
                    "daybook.projection-batch",
                    "daybook.feeds");

    private static final Map<String, Duration> SHORTEST =
            Map.of(
                    "daybook.store-timeout", Duration.ofMillis(100),
                    // what the scheduler can do
                    "daybook.projection-interval", Duration.ofSeconds(1),
                    "daybook.feed-heartbeat", Duration.ofSeconds(1),
                    "daybook.ready-lag", Duration.ofMillis(100));

    private static final Map<String, Duration> LONGEST =
            // half of the time after which a silent connection is closed
            Map.of("daybook.feed-heartbeat", Duration.ofSeconds(30));

    private static final Map<String, List<String>> CHOICES =
            Map.of(
                    "daybook.demo", List.of("true", "false"),
                    "DAYBOOK_LOG_FORMAT", List.of("text", "json"),
                    "DAYBOOK_LOG_LEVEL", List.of("ERROR", "WARN", "INFO", "DEBUG"),
                    "OTEL_SDK_DISABLED", List.of("true", "false"));

    private SettingRules() {}

    /**
     * @throws WrongSetting naming the first setting that breaks its rule
     */
    public static void check(Config config) {
        PORTS.forEach(name -> checkNumber(config, name, 1, HIGHEST_PORT));
        COUNTS.forEach(name -> checkNumber(config, name, 1, Integer.MAX_VALUE));
        checkNumber(config, "daybook.ready-parked", 0, Integer.MAX_VALUE);
        SHORTEST.forEach((name, least) -> checkDuration(config, name, least));
        CHOICES.forEach((name, values) -> checkChoice(config, name, values));
    }

    private static void checkNumber(Config config, String name, int least, int most) {
        Optional<String> value = config.getOptionalValue(name, String.class);
        if (value.isPresent() && !isNumber(value.get(), least, most)) {
            throw wrong(name, value.get(), "a whole number from %d to %d".formatted(least, most));
        }
    }

    private static boolean isNumber(String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            return number >= least && number <= most;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void checkDuration(Config config, String name, Duration least) {
        try {
            Optional<Duration> value = config.getOptionalValue(name, Duration.class);
            Duration most = LONGEST.getOrDefault(name, UNBOUNDED);
            if (value.isEmpty()
                    || value.get().compareTo(least) >= 0 && value.get().compareTo(most) <= 0) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // told below, by the name that the user knows
        }
        String value = config.getConfigValue(name).getValue();
        String longest =
                LONGEST.containsKey(name)
                        ? " and at most " + LONGEST.get(name).toMillis() + "ms"
                        : "";
        throw wrong(
                name,
                value,
                "a time such as 5s or 1m, at least " + least.toMillis() + "ms" + longest);
    }

    private static void checkChoice(Config config, String name, List<String> values) {
        Optional<String> value = config.getOptionalValue(name, String.class);
        if (value.isPresent() && !values.contains(value.get())) {
            throw wrong(name, value.get(), "one of " + String.join(", ", values));
        }
    }

    private static WrongSetting wrong(String name, String value, String rule) {
        String setting = name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
        return new WrongSetting(setting + " is '" + value + "'; it must be " + rule + ".");
    }
}
