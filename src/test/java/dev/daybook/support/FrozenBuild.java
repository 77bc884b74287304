package dev.daybook.support;

import dev.daybook.Daybook;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.runtime.configuration.QuarkusConfigFactory;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Starts the service as a native executable would: with the configuration of its build, which was
 * made in another environment.
 */
public final class FrozenBuild {

    private static final int ENVIRONMENT = 300;

    /** Of the build. */
    private static final Map<String, String> ELSEWHERE =
            Map.of("EVENT_STORE_KIND", "in-memory", "PORT", "1", "POSTGRES_DB", "of_the_build");

    private FrozenBuild() {}

    public static void main(String... arguments) {
        // as the manifest of the jar, or the builder of an executable, sees to it
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        SmallRyeConfigBuilder build = ConfigUtils.emptyConfigBuilder().addDefaultInterceptors();
        for (ConfigSource source : ConfigProvider.getConfig().getConfigSources()) {
            if (source.getOrdinal() < ENVIRONMENT) {
                build.withSources(source);
            }
        }
        SmallRyeConfig built =
                build.withSources(new EnvConfigSource(ELSEWHERE, ENVIRONMENT))
                        .addDiscoveredConverters()
                        .build();
        QuarkusConfigFactory.setConfig(built);
        Daybook.main(arguments);
    }
}
