package dev.daybook.engine.settings;

import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.configuration.ConfigUtils;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** The settings as they are set where the process runs, before the framework has started. */
public final class LiveConfig {

    /** Of sources that are not those of a place, but of the application. */
    private static final int BELOW_ENVIRONMENT = 295;

    private LiveConfig() {}

    /** The framework's own, unless that is still the one of a native executable's build. */
    public static Config current() {
        Config ofTheFramework = ConfigProvider.getConfig();
        return ImageMode.current() == ImageMode.NATIVE_RUN ? anew(ofTheFramework) : ofTheFramework;
    }

    /**
     * What the application brings along, under the environment and the {@code .env} of now: a
     * native executable has no {@code application.properties} to read again.
     */
    static Config anew(Config built) {
        Map<String, String> brought = new HashMap<>();
        for (ConfigSource source : built.getConfigSources()) { // strongest first
            if (source.getOrdinal() < BELOW_ENVIRONMENT) {
                source.getProperties().forEach(brought::putIfAbsent);
            }
        }
        return ConfigUtils.configBuilder().withDefaultValues(brought).build();
    }
}
