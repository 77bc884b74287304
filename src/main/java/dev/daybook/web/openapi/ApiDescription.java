package dev.daybook.web.openapi;

import static org.eclipse.microprofile.openapi.OASFactory.createComponents;
import static org.eclipse.microprofile.openapi.OASFactory.createInfo;
import static org.eclipse.microprofile.openapi.OASFactory.createPathItem;
import static org.eclipse.microprofile.openapi.OASFactory.createPaths;
import static org.eclipse.microprofile.openapi.OASFactory.createServer;
import static org.eclipse.microprofile.openapi.OASFactory.createTag;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.smallrye.openapi.OpenApiFilter;

import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.Paths;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
            each answer lists its own, and `components.examples` has one of each. Besides, an unknown address is \
            answered 404 `not-found`, and a method that an address does not know 405 `method-not-allowed`.
            """;

    @Override
    public void filterOpenAPI(OpenAPI document) {
        List<Described> endpoints = Routes.all().stream().map(Described::of).toList();
        Components components = createComponents();
        Schemas schemas = new Schemas(components);
        ObjectMapper json = Arc.container().instance(ObjectMapper.class).get();
        Answers answers = new Answers(components, schemas, json);
        Operations operations = new Operations(schemas, answers);
        Paths paths = createPaths();
        for (Described endpoint : endpoints) {
            path(paths, endpoint.path())
                    .setOperation(
                            HttpMethod.valueOf(endpoint.route().method()), operations.of(endpoint));
        }
        answers.describeRest();
        explainCodes(components);
        document.info(createInfo().title("Daybook").version(version()).description(INTRODUCTION))
                .servers(List.of(createServer().url("/")))
                .tags(
                        endpoints.stream()
                                .map(Described::tag)
                                .distinct()
                                .sorted()
                                .map(tag -> createTag().name(tag))
                                .toList())
                .paths(paths)
                .components(components);
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
