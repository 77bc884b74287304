package dev.daybook.web.openapi;

import static org.eclipse.microprofile.openapi.OASFactory.createComponents;
import static org.eclipse.microprofile.openapi.OASFactory.createInfo;
import static org.eclipse.microprofile.openapi.OASFactory.createLicense;
import static org.eclipse.microprofile.openapi.OASFactory.createPathItem;
import static org.eclipse.microprofile.openapi.OASFactory.createPaths;
import static org.eclipse.microprofile.openapi.OASFactory.createServer;
import static org.eclipse.microprofile.openapi.OASFactory.createTag;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.Paths;
import org.eclipse.microprofile.openapi.models.info.Info;
import org.eclipse.microprofile.openapi.models.tags.Tag;

/**
 * Describes the API when it is first asked for: by the routes that there are, and what their
 * endpoints say of themselves.
 */
@OpenApiFilter(OpenApiFilter.RunStage.RUN)
@RegisterForReflection
public final class ApiDescription implements OASFilter {

    private static final String INTRODUCTION =
            """
            Amounts are whole numbers of minor units. Unknown fields and parameters are refused.

            Whatever is not answered as asked is a problem document (RFC 9457). Act on its `code`, which is stable; \
            each answer lists its own, and `components.examples` has one of each, with what it means. Besides, an unknown \
            address is answered 404 `not-found`, and a method that an address does not know 405 `method-not-allowed`.
            """;

    /** As long as nobody grants one. */
    private static final String NO_LICENSE = "https://choosealicense.com/no-permission/";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        List<Described> endpoints = Routes.all().stream().map(Described::new).toList();
        Components components = createComponents();
        Schemas schemas = new Schemas(components);
        ObjectMapper json = Arc.container().instance(ObjectMapper.class).get();
        Shared shared = new Shared(components);
        Answers answers = new Answers(components, shared, schemas, json);
        Operations operations = new Operations(shared, schemas, answers);
        Paths paths = createPaths();
        for (Described endpoint : endpoints) {
            path(paths, endpoint.path())
                    .setOperation(
                            HttpMethod.valueOf(endpoint.route().method()), operations.of(endpoint));
        }
        explainCodes(components);
        document.info(info())
                .servers(List.of(createServer().url("/")))
                // nobody is asked who he is
                .security(List.of())
                .tags(tags(endpoints))
                .paths(paths)
                .components(components);
    }

    private static Info info() {
        return createInfo()
                .title("Daybook")
                .version(version())
                .license(createLicense().name("No license").url(NO_LICENSE))
                .description(INTRODUCTION);
    }

    private static List<Tag> tags(List<Described> endpoints) {
        Map<String, String> tags = new TreeMap<>();
        endpoints.forEach(endpoint -> tags.put(endpoint.tag(), endpoint.tagMeaning()));
        return tags.entrySet().stream()
                .map(tag -> createTag().name(tag.getKey()).description(tag.getValue()))
                .toList();
    }

    private static String version() {
        return ConfigProvider.getConfig().getValue("quarkus.application.version", String.class);
    }

    private static PathItem path(Paths paths, String path) {
        if (!paths.hasPathItem(path)) {
            paths.addPathItem(path, createPathItem());
        }
        return paths.getPathItem(path);
    }

    private static void explainCodes(Components components) {
        components
                .getSchemas()
                .get("Problem")
                .getProperties()
                .get("code")
                .description("Stable, to act on: one of those that the answer lists.");
        String meanings =
                Arrays.stream(FaultCode.values())
                        .map(fault -> "- `" + fault.code() + "`: " + fault.meaning() + "\n")
                        .collect(Collectors.joining());
        List<String> codes = Arrays.stream(FaultCode.values()).map(FaultCode::code).toList();
        components
                .getSchemas()
                .get("Violation")
                .getProperties()
                .get("code")
                .description(
                        "Stable, to act on; a module's refusal has a code of its own.\n\n"
                                + meanings)
                .extensions(Map.of("x-fault-codes", codes));
    }
}
