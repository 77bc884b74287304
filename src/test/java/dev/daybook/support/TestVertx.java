package dev.daybook.support;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** The one Vert.x of all tests that do without Quarkus. */
public final class TestVertx {

    /** Started by the first test that needs it, and ends with the process. */
    private static final class Instance {
        static final Vertx VERTX = start();

        private static Vertx start() {
            // Mutiny's context propagation starts with its first callback, and does not bear two at
            // once; Quarkus starts it long before
            Wait.answerOf(Uni.createFrom().item(() -> true));
            return Vertx.vertx();
        }
    }

    private TestVertx() {}

    public static Vertx vertx() {
        return Instance.VERTX;
    }

    /** A new context, each on the next event loop, as separate instances of the service have. */
    public static Context context() {
        // a thread of its own: Vert.x gives the same thread the same context again
        return Background.start(vertx()::getOrCreateContext).join();
    }
}
