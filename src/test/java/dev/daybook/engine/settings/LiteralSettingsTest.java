package dev.daybook.engine.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigUtils;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service sets is read as it stands. */
class LiteralSettingsTest {

    private static final String NAME = "a.setting.of.a.test";

    @AfterEach
    void clear() {
        System.clearProperty(NAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "a$b", "a$$b", "x${y}z", "${", "a\\b", "$", "}"})
    void a_value_is_read_as_it_was_set(String value) {
        LiteralSettings.set(Map.of(NAME, value));
        assertEquals(value, ConfigUtils.configBuilder().build().getValue(NAME, String.class));
    }

    @Test
    void what_cannot_be_told_is_refused_without_telling_it() {
        String said =
                assertThrows(
                                WrongSetting.class,
                                () -> LiteralSettings.set(Map.of(NAME, "secret\\$")))
                        .getMessage();
        assertTrue(said.contains(NAME), said);
        assertFalse(said.contains("secret"), said);
    }
}
