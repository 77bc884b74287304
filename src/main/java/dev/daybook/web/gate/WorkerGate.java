package dev.daybook.web.gate;

import dev.daybook.engine.settings.Role;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.ProblemDocuments;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** An instance whose role is not to answer says only how it is. */
@Singleton
final class WorkerGate {

    /** Behind {@link Draining}. */
    private static final int BEHIND_SECOND = 9_400;

    private final Role role;
    private final ProblemDocuments documents;

    WorkerGate(Config config, ProblemDocuments documents) {
        this.role = Role.of(config);
        this.documents = documents;
    }

    void register(@Observes Filters filters) {
        if (!role.answers()) {
            filters.register(this::admit, BEHIND_SECOND);
        }
    }

    private void admit(RoutingContext http) {
        String path = http.normalizedPath();
        if (path.equals("/health") || path.startsWith("/q/")) {
            http.next();
        } else {
            documents.end(
                    Problem.of(
                            421,
                            "no-api-here",
                            "This instance does not answer the API: its role is " + role + "."),
                    http);
        }
    }
}
