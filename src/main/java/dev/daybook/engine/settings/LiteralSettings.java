package dev.daybook.engine.settings;

import java.util.Map;

/** Settings that the service makes of others: what they hold is meant as it stands. */
public final class LiteralSettings {

    private LiteralSettings() {}

    /**
     * Sets them where they outrank all others. The framework would take a dollar sign in a value
     * for the beginning of another setting's name.
     *
     * @throws WrongSetting if a value cannot be told to the framework; it is not in the message
     */
    public static void set(Map<String, String> settings) {
        settings.forEach(
                (name, value) -> {
                    if (value.contains("\\$")) {
                        throw new WrongSetting(
                                name + " has a backslash before a dollar sign, which cannot be.");
                    }
                    System.setProperty(name, value.replace("$", "$$"));
                });
    }
}
