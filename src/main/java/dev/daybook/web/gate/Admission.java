package dev.daybook.web.gate;

import dev.daybook.web.problem.FrameworkProblems;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.ProblemDocuments;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Refuses with a problem document what no route should have to look at, and whatever fails outside
 * of the endpoints.
 */
@Singleton
final class Admission {

    private static final Logger LOG = Logger.getLogger(Admission.class);

    /** Behind the request's id and {@link Draining}. */
    private static final int THIRD = 9_000;

    private static final int BEFORE_THE_FRAMEWORKS_OWN = Integer.MAX_VALUE - 1;

    private static final Set<HttpMethod> WITH_BODY =
            Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

    private final BrowserGuard guard;
    private final ProblemDocuments documents;

    Admission(BrowserGuard guard, ProblemDocuments documents) {
        this.guard = guard;
        this.documents = documents;
    }

    void register(@Observes Filters filters) {
        filters.register(this::admit, THIRD);
    }

    void register(@Observes Router router) {
        router.route().order(BEFORE_THE_FRAMEWORKS_OWN).failureHandler(this::failed);
        // what the router cannot even compare with its routes
        router.errorHandler(400, this::incomparable);
    }

    private void admit(RoutingContext http) {
        HttpServerRequest request = http.request();
        Optional<Problem> problem =
                RequestTarget.problem(request.uri())
                        .or(() -> RequestHeaders.problem(request.headers()))
                        .or(() -> guard.problem(request.method(), request.headers()))
                        .or(() -> unexpectedBody(request));
        if (problem.isPresent()) {
            documents.end(problem.get(), http);
        } else {
            http.next();
        }
    }

    /** Nobody would read it, nor what the client sends behind it. */
    private static Optional<Problem> unexpectedBody(HttpServerRequest request) {
        return WITH_BODY.contains(request.method())
                        || !ProblemDocuments.bearsBody(request.headers())
                ? Optional.empty()
                : Optional.of(
                        Problem.of(
                                400, "unexpected-body", "A request with this method has no body."));
    }

    private void incomparable(RoutingContext http) {
        Problem problem =
                RequestTarget.problem(http.request().uri()).orElse(FrameworkProblems.of(400));
        documents.end(problem, http);
    }

    private void failed(RoutingContext http) {
        if (http.response().headWritten()) {
            http.next();
            return;
        }
        int status = http.statusCode() > 0 ? http.statusCode() : 500;
        if (status >= 500) {
            LOG.errorf(http.failure(), "Request %s failed.", documents.requestId(http));
        }
        documents.end(FrameworkProblems.of(status), http);
    }
}
