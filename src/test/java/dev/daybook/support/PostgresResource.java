package dev.daybook.support;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Gives a test of the whole service an empty database of its own. */
public final class PostgresResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        TestDatabase database = TestDatabase.empty();
        return Map.of(
                "EVENT_STORE_KIND",
                "postgres",
                "POSTGRES_HOST",
                database.host(),
                "POSTGRES_PORT",
                String.valueOf(database.port()),
                "POSTGRES_USER",
                TestDatabase.USER,
                "POSTGRES_PASSWORD",
                TestDatabase.PASSWORD,
                "POSTGRES_DB",
                database.name());
    }

    @Override
    public void stop() {}
}
