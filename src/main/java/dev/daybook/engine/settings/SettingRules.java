package dev.daybook.engine.settings;

import dev.daybook.store.postgres.server.PostgresServer;
import io.quarkus.runtime.configuration.DurationConverter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** Checks what every setting must be, before anything is started. */
public final class SettingRules {

    static final String PREFIX = "daybook";

    /** A setting's least and most value; a number is 1 at least where nothing else is said. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Between {
        String least() default "";

        String most() default "";
    }

    /** Of the service, in the console's banner. */
    private static final int LONGEST_NAME = 40;

    private static final Pattern SCHEMA = Pattern.compile("([a-z_][a-z0-9_]{0,62})?");
    private static final Pattern TOPICS = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    /** The others, of which {@code application.properties} has the defaults. */
    private static final List<Rule<?>> NOT_MAPPED =
            List.of(
                    choice("EVENT_STORE_KIND", "embedded", "postgres", "in-memory"),
                    number("PORT", 1, 65_535),
                    new Rule<>(
                            "POSTGRES_PORT",
                            String.class,
                            ports ->
                                    PostgresServer.parts(ports).stream()
                                            .allMatch(port -> isNumber(port, 1, 65_535)),
                            "a whole number from 1 to 65535, or one for each of POSTGRES_HOST, separated by commas"),
                    new Rule<>(
                            GivenServers.SCHEMA,
                            String.class,
                            SCHEMA.asMatchPredicate(),
                            "1 to 63 of a-z 0-9 _, not beginning with a digit"),
                    choice(DatabaseTls.MODE, DatabaseTls.MODES),
                    choice("DAYBOOK_AUTH", "local", "required"),
                    choice(Role.SETTING, "all", "api", "projections", "relay", "consumer"),
                    choice("DAYBOOK_CONSOLE", "on", "off"),
                    new Rule<>(
                            "DAYBOOK_CONSOLE_NAME",
                            String.class,
                            name -> name.length() <= LONGEST_NAME,
                            "a name of at most %d characters".formatted(LONGEST_NAME)),
                    choice(
                            "DAYBOOK_CONSOLE_COLOR",
                            "grey",
                            "red",
                            "amber",
                            "green",
                            "blue",
                            "violet"),
                    choice("DAYBOOK_KAFKA_MODE", "binary", "structured"),
                    new Rule<>(
                            "DAYBOOK_KAFKA_TOPICS",
                            String.class,
                            TOPICS.asMatchPredicate(),
                            "1 to 100 of A-Z a-z 0-9 . _ -"),
                    new Rule<>(
                            Network.SETTING,
                            String.class,
                            Network::isList,
                            "networks such as 10.0.0.0/8, separated by commas"),
                    choice("DAYBOOK_LOG_FORMAT", "text", "json"),
                    choice("DAYBOOK_LOG_LEVEL", "ERROR", "WARN", "INFO", "DEBUG"),
                    choice("OTEL_SDK_DISABLED", "true", "false"));

    /**
     * @param words what the setting must be
     */
    private record Rule<T>(String name, Class<T> type, Predicate<T> holds, String words) {

        void check(Config config) {
            if (!holds(config)) {
                throw new WrongSetting(
                        "%s is '%s'; it must be %s."
                                .formatted(
                                        name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"),
                                        config.getConfigValue(name).getValue(),
                                        words));
            }
        }

        private boolean holds(Config config) {
            if ("".equals(config.getConfigValue(name).getValue())) {
                return type == String.class && holds.test(type.cast(""));
            }
            try {
                return config.getOptionalValue(name, type).filter(holds.negate()).isEmpty();
            } catch (IllegalArgumentException notOfThisType) {
                return false;
            }
        }
    }

    private SettingRules() {}

    /**
     * @throws WrongSetting naming the first setting that breaks its rule
     */
    public static void check(Config config) {
        NOT_MAPPED.forEach(rule -> rule.check(config));
        Stream.of(Settings.class.getDeclaredMethods())
                .sorted(Comparator.comparing(Method::getName))
                .forEach(setting -> rule(setting).check(config));
        Role.requirePossible(config);
        if (config.getValue("EVENT_STORE_KIND", String.class).equals("postgres")) {
            requireServers(
                    config.getOptionalValue("POSTGRES_HOST", String.class).orElse(""),
                    config.getValue("POSTGRES_PORT", String.class));
        }
    }

    private static void requireServers(String hosts, String ports) {
        try {
            PostgresServer.list(hosts, ports, "");
        } catch (IllegalArgumentException e) {
            throw new WrongSetting(
                    "POSTGRES_HOST is '%s' and POSTGRES_PORT is '%s': %s."
                            .formatted(hosts, ports, e.getMessage()));
        }
    }

    private static Rule<?> rule(Method setting) {
        String name =
                PREFIX
                        + "."
                        + setting.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        Between between = setting.getAnnotation(Between.class);
        String least = between == null ? "" : between.least();
        String most = between == null ? "" : between.most();
        return switch (setting.getReturnType().getSimpleName()) {
            case "int" ->
                    number(
                            name,
                            least.isEmpty() ? 1 : Integer.parseInt(least),
                            most.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(most));
            case "Duration" -> time(name, least, most);
            case "boolean" -> choice(name, "true", "false");
            default -> throw new IllegalStateException("There is no rule for " + setting);
        };
    }

    private static Rule<String> number(String name, int least, int most) {
        return new Rule<>(
                name,
                String.class,
                value -> isNumber(value, least, most),
                "a whole number from %d to %d".formatted(least, most));
    }

    private static boolean isNumber(String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            return number >= least && number <= most;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static Rule<Duration> time(String name, String least, String most) {
        Duration shortest = DurationConverter.parseDuration(least);
        Duration longest =
                most.isEmpty()
                        ? Duration.ofSeconds(Long.MAX_VALUE)
                        : DurationConverter.parseDuration(most);
        return new Rule<>(
                name,
                Duration.class,
                value -> value.compareTo(shortest) >= 0 && value.compareTo(longest) <= 0,
                "a time such as 5s or 1m, at least "
                        + shortest.toMillis()
                        + "ms"
                        + (most.isEmpty() ? "" : " and at most " + longest.toMillis() + "ms"));
    }

    private static Rule<String> choice(String name, String... values) {
        return new Rule<>(
                name,
                String.class,
                List.of(values)::contains,
                "one of " + String.join(", ", values));
    }
}
