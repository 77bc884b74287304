package dev.daybook.engine.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

/**
 * A configuration that was made elsewhere gives what the application has, not what that place had.
 */
class LiveConfigTest {

    private static final int ENVIRONMENT = 300;
    private static final int APPLICATION = 250;

    private static final Config BUILT =
            new SmallRyeConfigBuilder()
                    .withSources(
                            new EnvConfigSource(
                                    Map.of("PATH", "/of/the/build", "PORT", "1"), ENVIRONMENT),
                            new PropertiesConfigSource(
                                    Map.of(
                                            "PORT",
                                            "3000",
                                            "a.time",
                                            "5s",
                                            "of.another",
                                            "port ${PORT}"),
                                    "application",
                                    APPLICATION),
                            new PropertiesConfigSource(
                                    Map.of("PORT", "4000", "weaker", "there"), "library", 100))
                    .build();

    private final Config now = LiveConfig.anew(BUILT);

    @Test
    void the_environment_is_that_of_this_process() {
        assertEquals(System.getenv("PATH"), now.getValue("PATH", String.class));
    }

    @Test
    void what_the_application_brings_along_stays_without_what_the_build_set() {
        assertEquals("3000", now.getValue("PORT", String.class));
        assertEquals("port 3000", now.getValue("of.another", String.class));
        assertEquals("there", now.getValue("weaker", String.class));
    }

    @Test
    void a_system_property_that_is_set_now_is_the_strongest() {
        System.setProperty("of.another", "set");
        try {
            assertEquals("set", now.getValue("of.another", String.class));
        } finally {
            System.clearProperty("of.another");
        }
    }

    @Test
    void times_are_read_as_the_framework_reads_them() {
        assertEquals(Duration.ofSeconds(5), now.getValue("a.time", Duration.class));
    }
}
