package dev.daybook.web.gate;

import dev.daybook.engine.settings.Tls;
import dev.daybook.engine.settings.WrongSetting;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * HTTPS goes on with a new certificate when its files change, and with the old one where the new
 * one does not hold.
 */
@Singleton
final class CertificateReload implements HttpServerOptionsCustomizer {

    private static final Logger LOG = Logger.getLogger(CertificateReload.class);

    private final Config config;
    private final TlsConfigurationRegistry registry;
    private final Event<CertificateUpdatedEvent> updated;
    private String seen;

    CertificateReload(
            Config config,
            TlsConfigurationRegistry registry,
            Event<CertificateUpdatedEvent> updated) {
        this.config = config;
        this.registry = registry;
        this.updated = updated;
        this.seen = Tls.stamp(config);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        if (Tls.asksClients(config)) {
            options.setClientAuth(ClientAuth.REQUIRED);
        }
    }

    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        String now = Tls.stamp(config);
        if (!now.equals(seen)) {
            seen = now;
            renew();
        }
    }

    private void renew() {
        try {
            Tls.settings(config);
        } catch (WrongSetting e) {
            LOG.warnf("The certificate stays as it is: %s", e.getMessage());
            return;
        }
        TlsConfiguration https = registry.get(Tls.NAME).orElseThrow();
        if (https.reload()) {
            updated.fire(new CertificateUpdatedEvent(Tls.NAME, https));
        } else {
            LOG.warn("The certificate stays as it is: its files cannot be read.");
        }
    }
}
