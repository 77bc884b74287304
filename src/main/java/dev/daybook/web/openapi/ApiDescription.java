package dev.daybook.web.openapi;

import static java.util.stream.Collectors.joining;
import static org.eclipse.microprofile.openapi.OASFactory.createComponents;
import static org.eclipse.microprofile.openapi.OASFactory.createInfo;
import static org.eclipse.microprofile.openapi.OASFactory.createLicense;
import static org.eclipse.microprofile.openapi.OASFactory.createPathItem;
import static org.eclipse.microprofile.openapi.OASFactory.createPaths;
import static org.eclipse.microprofile.openapi.OASFactory.createSecurityRequirement;
import static org.eclipse.microprofile.openapi.OASFactory.createSecurityScheme;
import static org.eclipse.microprofile.openapi.OASFactory.createServer;
import static org.eclipse.microprofile.openapi.OASFactory.createTag;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.kernel.Rejection;
import dev.daybook.web.TextRules;
import dev.daybook.web.access.Routes;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.ProblemDocuments;
import dev.daybook.web.problem.Violation;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.Paths;
import org.eclipse.microprofile.openapi.models.info.Info;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
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
            each answer lists its own, and the schema `Problem` says what they mean. An unknown address is answered \
            404 `not-found`, an unknown method 405 `method-not-allowed`.
            """;

    private static final String CREDENTIALS =
            """
            A key of this service, or a token of the issuer that it trusts. `x-scope` at an operation is the scope \
            that it needs. A service that listens on the loopback interface alone does not ask, unless it is told to.
            """;

    private static final String CREDENTIAL = "credential";

    /** As long as nobody grants one. */
    private static final String NO_LICENSE = "https://choosealicense.com/no-permission/";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        List<Described> endpoints = Routes.all().stream().map(Described::new).toList();
        Components components =
                createComponents()
                        .addSecurityScheme(
                                CREDENTIAL,
                                createSecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .description(CREDENTIALS));
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
        explainProblems(components, endpoints, json);
        document.info(info())
                .servers(List.of(createServer().url("/")))
                .security(List.of(createSecurityRequirement().addScheme(CREDENTIAL)))
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

    private static void explainProblems(
            Components components, List<Described> endpoints, ObjectMapper json) {
        Schema problem = components.getSchemas().get("Problem");
        problem.examples(List.of(json.convertValue(problemExample(), Object.class)));
        Stream<String> common =
                Arrays.stream(CommonProblem.values())
                        .map(known -> line(known.code(), known.meaning()));
        Stream<String> blaming =
                endpoints.stream()
                        .flatMap(endpoint -> endpoint.refusals().stream())
                        .flatMap(
                                refusal -> refusal.culprit().map(it -> blame(refusal, it)).stream())
                        .distinct();
        explain(
                problem,
                "each answer lists its own; a module's says what it means.",
                Stream.concat(common, blaming));
        explain(
                components.getSchemas().get("Violation"),
                "a module's refusal has a code of its own.",
                Arrays.stream(FaultCode.values())
                        .map(fault -> line(fault.code(), fault.meaning())));
    }

    private static void explain(Schema schema, String which, Stream<String> lines) {
        schema.getProperties()
                .get("code")
                .description(
                        lines.collect(joining("", "Stable, to act on: " + which + "\n\n", "")));
    }

    private static String blame(Rejection refusal, Rejection.Culprit culprit) {
        return line(
                refusal.code(),
                "`%s` is `%s`."
                        .formatted(
                                TextRules.pointer(TextRules.WHOLE, culprit.field()),
                                culprit.code()));
    }

    private static String line(String code, String meaning) {
        return "- `" + code + "`: " + meaning + "\n";
    }

    private static ProblemDocuments.Document problemExample() {
        CommonProblem known = CommonProblem.INVALID_REQUEST;
        List<Violation> errors =
                List.of(
                        Violation.inBody("#/unknown", FaultCode.UNKNOWN_FIELD.code(), null),
                        Violation.inParameter(
                                "limit",
                                FaultCode.OUT_OF_RANGE.code(),
                                "This parameter is a whole number, 1 to 100."));
        return ProblemDocuments.Document.of(
                new Problem(known.status(), known.code(), known.meaning(), errors, Map.of()),
                "/api/accounts",
                Samples.UNIQUE.toString());
    }
}
