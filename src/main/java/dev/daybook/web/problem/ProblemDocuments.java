package dev.daybook.web.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.store.UuidV7;
import dev.daybook.web.Headers;
import dev.daybook.web.TextRules;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Gives every request an id, in the log too, and writes problems in the form of RFC 9457. */
@Singleton
public final class ProblemDocuments {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final int FIRST = 10_000;

    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    @RegisterForReflection
    @Schema(name = "Problem")
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Document(
            String type,
            String title,
            int status,
            String detail,
            @JsonInclude(JsonInclude.Include.ALWAYS) String instance,
            String code,
            String requestId,
            List<Violation> errors,
            @Nullable Integer index) {

        public static Document of(Problem problem, String instance, String requestId) {
            return new Document(
                    "/problems/" + problem.code(),
                    problem.title(),
                    problem.status(),
                    problem.detail(),
                    instance,
                    problem.code(),
                    requestId,
                    problem.errors(),
                    problem.index());
        }
    }

    private final ObjectMapper json;

    ProblemDocuments(ObjectMapper json) {
        this.json = json;
    }

    void register(@Observes Filters filters) {
        filters.register(
                http -> {
                    MDC.put("requestId", requestId(http));
                    http.next();
                },
                FIRST);
    }

    /** The id of the request; with it the answer gets what every answer bears. */
    public String requestId(RoutingContext http) {
        MultiMap headers = http.response().headers();
        String known = headers.get(Headers.REQUEST_ID);
        if (known != null) {
            return known;
        }
        String id = UuidV7.next().toString();
        headers.set(Headers.REQUEST_ID, id).set("X-Content-Type-Options", "nosniff");
        if (READS.contains(http.request().method())) {
            headers.set(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        }
        return id;
    }

    Response response(Problem problem, RoutingContext http) {
        Response.ResponseBuilder answer =
                Response.status(problem.status()).type(MEDIA_TYPE).entity(document(problem, http));
        problem.headers().forEach(answer::header);
        if (bearsBody(http.request().headers()) && !http.request().isEnded()) {
            answer.header("Connection", "close");
            http.addEndHandler(_ -> endWithRest(http.request()));
        }
        return answer.build();
    }

    /** Ends a request that no endpoint gets to see. */
    public void end(Problem problem, RoutingContext http) {
        HttpServerRequest request = http.request();
        HttpServerResponse answer =
                http.response()
                        .setStatusCode(problem.status())
                        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
        problem.headers().forEach(answer::putHeader);
        if (bearsBody(request.headers())) {
            answer.putHeader(HttpHeaders.CONNECTION, "close");
            answer.end(document(problem, http));
            endWithRest(request);
        } else {
            answer.end(document(problem, http));
            request.resume();
        }
    }

    /** Whether a request with these headers does. */
    public static boolean bearsBody(MultiMap headers) {
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        return length != null && !length.equals("0")
                || headers.contains(HttpHeaders.TRANSFER_ENCODING);
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
                Document.of(
                        problem,
                        // an address may begin with its query
                        TextRules.printable(Objects.requireNonNullElse(http.request().path(), "")),
                        requestId(http));
        try {
            return json.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem cannot be written.", e);
        }
    }
}
