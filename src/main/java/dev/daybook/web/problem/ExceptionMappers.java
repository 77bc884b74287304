package dev.daybook.web.problem;

import dev.daybook.engine.subscription.ProjectionBehind;
import dev.daybook.store.Overloaded;
import dev.daybook.store.StoreRefusal;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.web.Headers;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Turns whatever ends a request early into a problem document, the framework's own refusals too.
 */
public final class ExceptionMappers {

    private static final Logger LOG = Logger.getLogger(ExceptionMappers.class);

    private final ProblemDocuments documents;

    ExceptionMappers(ProblemDocuments documents) {
        this.documents = documents;
    }

    @ServerExceptionMapper
    Response problem(ProblemException e, RoutingContext http) {
        return documents.response(e.problem(), http);
    }

    @ServerExceptionMapper
    Response framework(WebApplicationException e, RoutingContext http) {
        return documents.response(FrameworkProblems.of(e.getResponse().getStatus()), http);
    }

    @ServerExceptionMapper
    Response notAllowed(NotAllowedException e, RoutingContext http) {
        Problem problem =
                FrameworkProblems.of(405).with(HttpHeaders.ALLOW, AllowedMethods.ofThisRequest());
        return documents.response(problem, http);
    }

    @ServerExceptionMapper
    Response overloaded(Overloaded e, RoutingContext http) {
        Problem problem =
                Problem.of(503, "overloaded", e.getMessage()).with(HttpHeaders.RETRY_AFTER, "1");
        return documents.response(problem, http);
    }

    @ServerExceptionMapper
    Response behind(ProjectionBehind e, RoutingContext http) {
        Problem problem =
                Problem.of(503, "projection-behind", e.getMessage())
                        .with(HttpHeaders.RETRY_AFTER, "1")
                        .with(Headers.PROJECTION_POSITION, String.valueOf(e.position()));
        return documents.response(problem, http);
    }

    @ServerExceptionMapper
    Response unavailable(StoreUnavailable e, RoutingContext http) {
        LOG.warnf("%s %s: %s", http.request().method(), http.request().path(), e.getMessage());
        return documents.response(storeUnavailable(), http);
    }

    /** What a request is told that needs the database. */
    public static Problem storeUnavailable() {
        return Problem.of(
                        503,
                        "store-unavailable",
                        "The database does not answer; a write that was under way may yet take effect.")
                .with(HttpHeaders.RETRY_AFTER, "1");
    }

    @ServerExceptionMapper
    Response refused(StoreRefusal e, RoutingContext http) {
        return unexpected(e, http);
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e, RoutingContext http) {
        LOG.errorf(e, "%s %s failed.", http.request().method(), http.request().path());
        return documents.response(
                Problem.of(500, "internal-error", "Something went wrong here, not on your side."),
                http);
    }
}
