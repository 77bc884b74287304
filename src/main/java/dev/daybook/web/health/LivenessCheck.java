package dev.daybook.web.health;

import io.netty.util.concurrent.EventExecutor;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/**
 * Live while every event loop does what it is given: what a restart would mend, and nothing else.
 */
@Liveness
@Singleton
public final class LivenessCheck implements AsyncHealthCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final VertxInternal vertx;

    LivenessCheck(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        List<Uni<Boolean>> answers = new ArrayList<>();
        for (EventExecutor loop : vertx.getEventLoopGroup()) {
            answers.add(answers(loop));
        }
        return Uni.join().all(answers).andFailFast().map(LivenessCheck::response);
    }

    private static Uni<Boolean> answers(EventExecutor loop) {
        return Uni.createFrom()
                .<Boolean>emitter(asked -> loop.execute(() -> asked.complete(true)))
                .ifNoItem()
                .after(PATIENCE)
                .recoverWithItem(false);
    }

    private static HealthCheckResponse response(List<Boolean> answers) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("event loops");
        int number = 0;
        for (boolean answered : answers) {
            response.withData(
                    "event loop " + ++number,
                    answered ? "answers" : "does not answer within " + PATIENCE.toMillis() + " ms");
        }
        return response.status(!answers.contains(false)).build();
    }
}
