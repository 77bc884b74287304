package dev.daybook.support;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Credentials are demanded on loopback too. */
public final class ClosedDoor implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("DAYBOOK_AUTH", "required");
    }
}
