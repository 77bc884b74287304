package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What a native executable has to do with settings, tried on a JVM: those of its build must not
 * count, those of where it runs must.
 */
class FrozenBuildIT {

    private final TestDatabase database = TestDatabase.migrated();

    @Test
    void it_starts_by_the_environment_that_it_finds() {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("PORT", String.valueOf(Service.freePort()));
        assertWorks(settings, "");
    }

    @Test
    void it_starts_by_the_file_that_it_finds() {
        Map<String, String> settings = new HashMap<>(database.settings());
        String port = String.valueOf(Service.freePort());
        String kind = settings.remove("EVENT_STORE_KIND");
        settings.put("PORT", port);
        assertWorks(settings, "EVENT_STORE_KIND=" + kind + "\nPORT=1\n");
    }

    @Test
    void a_port_in_use_is_named_as_it_is_set_now() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> settings = new HashMap<>(database.settings());
            settings.put("PORT", String.valueOf(taken.getLocalPort()));
            assertRefused(settings, "PORT is " + taken.getLocalPort());
        }
    }

    @Test
    void it_does_not_carry_a_database() {
        assertRefused(
                Map.of("PORT", String.valueOf(Service.freePort())), "EVENT_STORE_KIND", "embedded");
    }

    private void assertWorks(Map<String, String> settings, String file) {
        try (Service service = Service.launchFrozen(settings, file)) {
            service.answering();
            new Teller(service).open("acc-1");
            assertEquals(
                    1, database.number("select count(*) from events where stream_id = 'acc-1'"));
        }
    }

    private static void assertRefused(Map<String, String> settings, String... words) {
        try (Service service = Service.launchFrozen(settings, "")) {
            assertNotEquals(0, service.exitCode(), service::log);
            SettingsIT.assertOneLine(service.log(), words);
        }
    }
}
