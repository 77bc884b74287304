package dev.daybook.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.engine.Ids;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.logging.MDC;

/** Gives every request an id, in the log too, and writes problems in the form of RFC 9457. */
@Singleton
final class ProblemDocuments {

    static final String MEDIA_TYPE = "application/problem+json";

    private static final String REQUEST_ID = "Request-Id";
    private static final int FIRST = 10_000;

    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Document(
            String type,
            String title,
            int status,
            String detail,
            String instance,
            String code,
            String requestId,
            List<Violation> errors) {}

    private final ObjectMapper json;

    ProblemDocuments(ObjectMapper json) {
        this.json = json;
    }

    void register(@Observes Filters filters) {
        filters.register(
                http -> {
                    String id = Ids.next().toString();
                    http.response().putHeader(REQUEST_ID, id);
                    MDC.put("requestId", id);
                    http.next();
                },
                FIRST);
    }

    private static String requestId(RoutingContext http) {
        return http.response().headers().get(REQUEST_ID);
    }

    Response response(Problem problem, RoutingContext http) {
        Response.ResponseBuilder answer =
                Response.status(problem.status()).type(MEDIA_TYPE).entity(document(problem, http));
        problem.headers().forEach(answer::header);
        if (problem.status() == 413) {
            http.addEndHandler(_ -> endWithRest(http.request()));
        }
        return answer.build();
    }

    /** Nobody reads the rest of the request: once it has passed by, the connection ends. */
    private static void endWithRest(HttpServerRequest request) {
        if (request.isEnded()) {
            request.connection().close();
        } else {
            request.handler(_ -> {}).endHandler(_ -> request.connection().close()).resume();
        }
    }

    private String document(Problem problem, RoutingContext http) {
        Document document =
                new Document(
                        "/problems/" + problem.code(),
                        problem.title(),
                        problem.status(),
                        problem.detail(),
                        http.request().path(),
                        problem.code(),
                        requestId(http),
                        problem.errors());
        try {
            return json.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem cannot be written.", e);
        }
    }
}
