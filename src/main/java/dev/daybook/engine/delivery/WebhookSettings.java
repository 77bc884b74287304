package dev.daybook.engine.delivery;

import dev.daybook.engine.settings.Network;
import dev.daybook.engine.settings.Settings;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/**
 * Where webhooks may be, and how messages are sent to them.
 *
 * @param allowed networks whose addresses may be connected to beside those of the open network
 * @param plain whether http is allowed beside https
 * @param inFlight most messages under way to one webhook
 * @param timeout for all of an attempt
 * @param retryBase how long the second attempt waits after the first; later ones in proportion
 */
public record WebhookSettings(
        List<Network> allowed, boolean plain, int inFlight, Duration timeout, Duration retryBase) {

    public WebhookSettings {
        allowed = List.copyOf(allowed);
    }

    public static WebhookSettings of(Config config, Settings settings) {
        return new WebhookSettings(
                Network.list(config.getOptionalValue(Network.SETTING, String.class).orElse("")),
                settings.webhookHttp(),
                settings.webhookInFlight(),
                settings.webhookTimeout(),
                settings.webhookRetry());
    }
}
