package dev.daybook.web.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.PostgresResource;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Liveness;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A service one of whose event loops hangs is not live. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class LivenessTest {

    @Inject @Liveness LivenessCheck check;
    @Inject Vertx vertx;

    @Test
    void an_event_loop_that_hangs_is_named_and_one_that_works_is_not() {
        assertEquals(Status.UP, asked().getStatus());
        CompletableFuture<Boolean> held = new CompletableFuture<>();
        CompletableFuture<Boolean> released = new CompletableFuture<>();
        try {
            ((VertxInternal) vertx)
                    .createEventLoopContext()
                    .runOnContext(
                            _ -> {
                                held.complete(true);
                                released.join();
                            });
            Wait.answerOf(held);
            HealthCheckResponse hanging = asked();
            assertEquals(Status.DOWN, hanging.getStatus());
            assertEquals(
                    1,
                    hanging.getData().orElseThrow().values().stream()
                            .filter(told -> told.toString().startsWith("does not answer"))
                            .count(),
                    () -> hanging.getData().toString());
            assertTrue(hanging.getData().orElseThrow().size() > 1);
        } finally {
            released.complete(true);
        }
        Wait.until("all answer again", () -> asked().getStatus() == Status.UP);
    }

    private HealthCheckResponse asked() {
        return Wait.answerOf(check.call());
    }
}
