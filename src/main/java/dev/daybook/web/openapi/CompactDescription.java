package dev.daybook.web.openapi;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * Serves the description as JSON without blanks, half as long as with them, unless YAML is asked
 * for.
 */
@Singleton
final class CompactDescription {

    /** And behind all filters. */
    private static final int BEFORE_THE_FRAMEWORKS = -1;

    private final Instance<OpenApiDocumentService> documents;
    private final ObjectMapper json;

    CompactDescription(Instance<OpenApiDocumentService> documents, ObjectMapper json) {
        this.documents = documents;
        this.json = json;
    }

    /** The document is made by the first request, which takes a moment: on a thread that may. */
    void register(@Observes Router router) {
        router.route("/q/openapi")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .order(BEFORE_THE_FRAMEWORKS)
                .blockingHandler(this::answer);
    }

    private void answer(RoutingContext http) {
        if (wantsYaml(http)) {
            http.next();
            return;
        }
        http.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, Format.JSON.getMimeType() + ";charset=UTF-8")
                .end(Buffer.buffer(compact()));
    }

    private static boolean wantsYaml(RoutingContext http) {
        String accepted = http.request().getHeader(HttpHeaders.ACCEPT);
        return Objects.requireNonNullElse(accepted, "").contains("yaml")
                || http.queryParam("format").stream().anyMatch("yaml"::equalsIgnoreCase);
    }

    private byte[] compact() {
        try {
            byte[] document = documents.get().getDocument(Format.JSON);
            return json.writeValueAsBytes(json.readTree(document));
        } catch (IOException e) {
            throw new UncheckedIOException("The description of the API cannot be written.", e);
        }
    }
}
