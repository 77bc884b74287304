package dev.daybook.web.health;

import dev.daybook.engine.Engine;
import dev.daybook.engine.consumer.ProjectionConsumer;
import dev.daybook.engine.settings.Settings;
import dev.daybook.engine.subscription.Subscription;
import dev.daybook.engine.subscription.SubscriptionStatus;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while every projection that this instance's role needs advances, follows the log closely
 * enough and has parked no stream, and a consumer every partition that it has; says which one does
 * not, and why. Asks the database nothing.
 */
@Readiness
@Singleton
final class ProjectionsCheck implements AsyncHealthCheck {

    private final Engine engine;
    private final Duration most;
    private final int mostParked;

    ProjectionsCheck(Engine engine, Settings settings) {
        this.engine = engine;
        this.most = settings.readyLag();
        this.mostParked = settings.readyParked();
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("projections");
        boolean ready = true;
        for (Subscription projection : followed()) {
            Optional<SubscriptionStatus> status = projection.status();
            response.withData(projection.name(), told(projection, status));
            ready &=
                    isWell(projection, status)
                            || !engine.followers().needed().contains(projection.name());
        }
        for (ProjectionConsumer consumer : engine.followers().consumer().stream().toList()) {
            ready = isWell(consumer, response);
        }
        return Uni.createFrom().item(response.status(ready).build());
    }

    /** A consumer follows no log. */
    private List<Subscription> followed() {
        return engine.followers().consumer().isPresent()
                ? List.of()
                : engine.followers().subscriptions();
    }

    private boolean isWell(Subscription projection, Optional<SubscriptionStatus> status) {
        return projection.failure().isEmpty()
                && projection.lag().age().compareTo(most) <= 0
                && parked(status) <= mostParked;
    }

    private static boolean isWell(
            ProjectionConsumer consumer, HealthCheckResponseBuilder response) {
        consumer.failure().ifPresent(why -> response.withData("kafka", why));
        consumer.partitions().forEach((name, status) -> response.withData(name, status.toString()));
        return consumer.failure().isEmpty()
                && consumer.partitions().values().stream()
                        .allMatch(status -> status.failure().isEmpty());
    }

    private static long parked(Optional<SubscriptionStatus> status) {
        return status.map(SubscriptionStatus::parked).orElse(0L);
    }

    private static String told(Subscription projection, Optional<SubscriptionStatus> status) {
        String progress = "position %d, %s".formatted(projection.position(), projection.lag());
        String waiting =
                status.flatMap(SubscriptionStatus::firstParked)
                        .map(
                                first ->
                                        ", parked streams: %d, among them %s"
                                                .formatted(parked(status), first))
                        .orElse("");
        return projection
                .failure()
                .map(failure -> "does not advance: %s (%s)".formatted(failure, progress))
                .orElse(progress + waiting);
    }
}
