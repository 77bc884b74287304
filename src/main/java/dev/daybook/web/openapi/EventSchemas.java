package dev.daybook.web.openapi;

import static org.eclipse.microprofile.openapi.OASFactory.createComponents;
import static org.eclipse.microprofile.openapi.OASFactory.createOpenAPI;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.engine.Registry;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Aggregate.EventType;
import io.smallrye.openapi.api.SmallRyeOpenAPI;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * Serves what the payload of each event that is sent elsewhere looks like: one JSON Schema document
 * (2020-12), with an anchor for each event, {@code #account.MoneyDeposited.1}.
 */
@Singleton
final class EventSchemas {

    static final String ADDRESS = "/q/schemas";

    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final int BEFORE_THE_FRAMEWORKS = -1;

    private final Registry registry;
    private final ObjectMapper json;

    EventSchemas(Registry registry, ObjectMapper json) {
        this.registry = registry;
        this.json = json;
    }

    void register(@Observes Router router) {
        router.route(ADDRESS)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .order(BEFORE_THE_FRAMEWORKS)
                .blockingHandler(
                        http ->
                                http.response()
                                        .putHeader(
                                                HttpHeaders.CONTENT_TYPE, "application/schema+json")
                                        .end(Buffer.buffer(document().toString())));
    }

    /** All of them. */
    JsonNode document() {
        ObjectNode document = json.createObjectNode();
        document.put("$schema", DIALECT).put("$id", ADDRESS);
        ObjectNode all = document.putObject("$defs");
        registry.publicCategories().stream()
                .sorted()
                .map(registry::aggregate)
                .forEach(aggregate -> add(all, aggregate));
        return document;
    }

    private void add(ObjectNode all, Aggregate<?, ?, ?> aggregate) {
        aggregate
                .eventTypes()
                .forEach(
                        type -> {
                            String name = name(aggregate.category(), type);
                            all.set(name, schema(name, type));
                        });
    }

    private static String name(String category, EventType<?> type) {
        return category + "." + type.name() + "." + type.schemaVersion();
    }

    private JsonNode schema(String name, EventType<?> type) {
        Components parts = createComponents();
        Schema whole = new Schemas(parts).of(type.type());
        String own = "#/$defs/" + name + "/$defs/";
        try {
            String written = written(parts).replace(Schemas.REFERENCE, own);
            ObjectNode schema = json.createObjectNode();
            schema.put("$anchor", name).put("$ref", whole.getRef().replace(Schemas.REFERENCE, own));
            schema.set("$defs", json.readTree(written).at("/components/schemas"));
            return schema;
        } catch (IOException e) {
            throw new UncheckedIOException("The schema of " + name + " cannot be written.", e);
        }
    }

    private static String written(Components parts) {
        return SmallRyeOpenAPI.builder()
                .withInitialModel(createOpenAPI().components(parts))
                .enableModelReader(false)
                .enableStandardStaticFiles(false)
                .enableStandardFilter(false)
                .enableAnnotationScan(false)
                .build()
                .toJSON();
    }
}
