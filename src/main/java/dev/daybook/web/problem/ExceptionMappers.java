package dev.daybook.web.problem;

import dev.daybook.engine.subscription.ProjectionBehind;
import dev.daybook.store.Overloaded;
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
    Response any(Throwable e, RoutingContext http) {
        return documents.response(
                problem(e, http.request().method() + " " + http.request().path()), http);
    }

    /**
     * The problem that a failure is to who sent the request; what the service is to blame for is
     * logged.
     *
     * @param request as the log names it
     */
    public static Problem problem(Throwable failure, String request) {
        return switch (failure) {
            case ProblemException e -> e.problem();
            case Overloaded e ->
                    Problem.of(503, "overloaded", e.getMessage())
                            .with(HttpHeaders.RETRY_AFTER, "1");
            case ProjectionBehind e ->
                    Problem.of(503, "projection-behind", e.getMessage())
                            .with(HttpHeaders.RETRY_AFTER, "1")
                            .with(Headers.PROJECTION_POSITION, String.valueOf(e.position()));
            case StoreUnavailable e -> {
                LOG.warnf("%s: %s", request, e.getMessage());
                yield storeUnavailable();
            }
            default -> {
                LOG.errorf(failure, "%s failed.", request);
                yield Problem.of(
                        500, "internal-error", "Something went wrong here, not on your side.");
            }
        };
    }

    /** What a request is told that needs the database. */
    public static Problem storeUnavailable() {
        return Problem.of(
                        503,
                        "store-unavailable",
                        "The database cannot be used now; a write that was under way may yet take effect.")
                .with(HttpHeaders.RETRY_AFTER, "1");
    }
}
