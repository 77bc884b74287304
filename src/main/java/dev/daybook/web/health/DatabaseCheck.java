package dev.daybook.web.health;

import dev.daybook.engine.Engine;
import dev.daybook.store.EventStore;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the log answers, and can be appended to. */
@Readiness
@Singleton
final class DatabaseCheck implements AsyncHealthCheck {

    private static final String NAME = "database";

    private final EventStore store;
    private final Engine engine;

    DatabaseCheck(EventStore store, Engine engine) {
        this.store = store;
        this.engine = engine;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return BoundedCheck.bounded(
                NAME,
                store.head()
                        .chain(
                                head ->
                                        engine.takesWrites()
                                                .map(takesWrites -> response(head, takesWrites))));
    }

    private static HealthCheckResponse response(long head, boolean takesWrites) {
        var response = HealthCheckResponse.named(NAME).withData("position", head);
        if (!takesWrites) {
            response.withData(
                    "problem", "the server takes no writes: it is a standby, or set to read only");
        }
        return response.status(takesWrites).build();
    }
}
