package dev.daybook.web.health;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** What the readiness checks that ask the database share: an answer in time, whatever happens. */
final class BoundedCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private BoundedCheck() {}

    /** The answer, or that there is none, under the same name. */
    static Uni<HealthCheckResponse> bounded(String name, Uni<HealthCheckResponse> answer) {
        return answer.ifNoItem()
                .after(PATIENCE)
                .recoverWithItem(
                        () -> down(name, "no answer within " + PATIENCE.toMillis() + " ms"))
                .onFailure()
                .recoverWithItem(failure -> down(name, String.valueOf(failure.getMessage())));
    }

    private static HealthCheckResponse down(String name, String reason) {
        return HealthCheckResponse.named(name).withData("problem", reason).down().build();
    }
}
