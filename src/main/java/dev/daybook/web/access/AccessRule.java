package dev.daybook.web.access;

import dev.daybook.engine.access.KeyList;
import dev.daybook.engine.settings.Settings;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Where credentials are demanded: everywhere but on the loopback interface, and there too where
 * that is set.
 */
@Singleton
final class AccessRule {

    private static final int FIRST = 1;

    private final String address;
    private final boolean isForThisMachine;
    private final boolean demandsCredentials;

    AccessRule(
            @ConfigProperty(name = "quarkus.http.host") String address,
            @ConfigProperty(name = "DAYBOOK_AUTH") String auth) {
        this.address = address;
        this.isForThisMachine = isLoopback(address);
        this.demandsCredentials = auth.equals("required") || !isForThisMachine;
    }

    /** Who could not be asked who they are is not let in. */
    void start(
            @Observes @Priority(FIRST) StartupEvent event,
            Settings settings,
            KeyList keys,
            TokenVerifier tokens) {
        if (settings.serve()
                && !isForThisMachine
                && !tokens.isOn()
                && !keys.isAny().await().atMost(settings.storeTimeout())) {
            throw new OpenDoor(address);
        }
    }

    boolean demandsCredentials() {
        return demandsCredentials;
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // the start will say that it cannot be listened on
        }
    }
}
