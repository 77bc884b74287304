package dev.daybook.web;

import dev.daybook.engine.Engine;
import dev.daybook.engine.Lag;
import dev.daybook.engine.Settings;
import dev.daybook.engine.Subscription;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while every projection advances and follows the log closely enough; says which one does
 * not, and why. Asks the database nothing.
 */
@Readiness
@Singleton
final class ProjectionsCheck implements AsyncHealthCheck {

    private final Engine engine;
    private final Duration most;

    ProjectionsCheck(Engine engine, Settings settings) {
        this.engine = engine;
        this.most = settings.readyLag();
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("projections");
        boolean ready = true;
        for (Subscription projection : engine.subscriptions()) {
            Lag lag = projection.lag();
            response.withData(projection.name(), told(projection, lag));
            ready &= projection.failure().isEmpty() && lag.age().compareTo(most) <= 0;
        }
        return Uni.createFrom().item(response.status(ready).build());
    }

    private static String told(Subscription projection, Lag lag) {
        String progress = "position %d, %s".formatted(projection.position(), lag);
        return projection
                .failure()
                .map(failure -> "does not advance: %s (%s)".formatted(failure, progress))
                .orElse(progress);
    }
}
