package dev.daybook.engine.settings;

import java.util.Locale;
import org.eclipse.microprofile.config.Config;

/** What an instance does: all of it, or one part, beside instances that do the others. */
public enum Role {
    ALL,
    /** Answers, and follows nothing by itself. */
    API,
    /** Runs projections and processes, and answers only how it is. */
    PROJECTIONS,
    /** Sends the log elsewhere, and answers only how it is. */
    RELAY,
    /** Writes read tables of a database of its own from Kafka, and answers only how it is. */
    CONSUMER;

    static final String SETTING = "DAYBOOK_ROLE";

    /** The one that is set; a wrong one was refused before. */
    public static Role of(Config config) {
        return valueOf(config.getValue(SETTING, String.class).toUpperCase(Locale.ROOT));
    }

    /**
     * @throws WrongSetting if an instance in this role could not do its part
     */
    static void requirePossible(Config config) {
        Role role = of(config);
        String kind = config.getValue("EVENT_STORE_KIND", String.class);
        if (role != ALL && !kind.equals("postgres")) {
            throw new WrongSetting(
                    "%s is '%s', and EVENT_STORE_KIND is '%s'; it must be 'postgres', where other instances do the rest."
                            .formatted(SETTING, role, kind));
        }
        if (role == CONSUMER
                && config.getOptionalValue("KAFKA_BOOTSTRAP_SERVERS", String.class).isEmpty()) {
            throw new WrongSetting(
                    "%s is '%s', and KAFKA_BOOTSTRAP_SERVERS is not set; it is needed."
                            .formatted(SETTING, role));
        }
    }

    public boolean consumes() {
        return this == CONSUMER;
    }

    public boolean answers() {
        return this == ALL || this == API;
    }

    public boolean projects() {
        return this == ALL || this == PROJECTIONS;
    }

    public boolean relays() {
        return this == ALL || this == RELAY;
    }

    /** As it is set. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
