package dev.daybook.web;

import dev.daybook.engine.Engine;
import dev.daybook.engine.Subscription;
import dev.daybook.store.EventStore;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the log answers and every projection advances; says which one does not, and why. */
@Readiness
@Singleton
final class ReadinessCheck implements AsyncHealthCheck {

    private final EventStore store;
    private final Engine engine;

    ReadinessCheck(EventStore store, Engine engine) {
        this.store = store;
        this.engine = engine;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return store.head()
                .map(this::projections)
                .onFailure()
                .recoverWithItem(
                        failure ->
                                HealthCheckResponse.named("daybook")
                                        .withData("log", String.valueOf(failure.getMessage()))
                                        .down()
                                        .build());
    }

    private HealthCheckResponse projections(long head) {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("daybook").withData("log", head);
        boolean advancing = true;
        for (Subscription subscription : engine.subscriptions()) {
            answer.withData(
                    subscription.name(),
                    subscription.failure().orElse("position " + subscription.position()));
            advancing &= subscription.failure().isEmpty();
        }
        return answer.status(advancing).build();
    }
}
