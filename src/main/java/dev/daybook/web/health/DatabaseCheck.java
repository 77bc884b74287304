package dev.daybook.web.health;

import dev.daybook.store.EventStore;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the log answers. */
@Readiness
@Singleton
final class DatabaseCheck implements AsyncHealthCheck {

    private static final String NAME = "database";

    private final EventStore store;

    DatabaseCheck(EventStore store) {
        this.store = store;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return BoundedCheck.bounded(NAME, store.head().map(DatabaseCheck::response));
    }

    private static HealthCheckResponse response(long head) {
        return HealthCheckResponse.named(NAME).withData("position", head).up().build();
    }
}
