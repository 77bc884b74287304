package dev.daybook.web.openapi;

import static org.eclipse.microprofile.openapi.OASFactory.createContent;
import static org.eclipse.microprofile.openapi.OASFactory.createMediaType;
import static org.eclipse.microprofile.openapi.OASFactory.createOperation;
import static org.eclipse.microprofile.openapi.OASFactory.createParameter;
import static org.eclipse.microprofile.openapi.OASFactory.createRequestBody;
import static org.eclipse.microprofile.openapi.OASFactory.createSchema;

import dev.daybook.web.access.EndpointScopes;
import dev.daybook.web.openapi.Asked.Form;
import dev.daybook.web.request.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.Parameter.In;

/** Describes endpoints. */
final class Operations {

    private static final String SCOPE = "x-scope";

    private final Shared shared;
    private final Schemas schemas;
    private final Answers answers;

    Operations(Shared shared, Schemas schemas, Answers answers) {
        this.shared = shared;
        this.schemas = schemas;
        this.answers = answers;
    }

    Operation of(Described endpoint) {
        String id = endpoint.operationId();
        Operation operation =
                createOperation()
                        .operationId(id)
                        .summary(capital(Shape.words(id)) + ".")
                        .addTag(endpoint.tag())
                        .responses(answers.of(endpoint));
        EndpointScopes.needed(endpoint.route())
                .ifPresent(scope -> operation.addExtension(SCOPE, scope));
        if (endpoint.isOpen()) {
            operation.security(List.of());
        }
        parameters(endpoint)
                .map(
                        parameter ->
                                shared.parameter(
                                        parameter,
                                        parameter.getName(),
                                        endpoint.tag() + "-" + parameter.getName(),
                                        id + "-" + parameter.getName()))
                .forEach(operation::addParameter);
        List<Asked> fields = endpoint.fields();
        if (!fields.isEmpty()) {
            Schema schema = schemas.body(capital(id) + "Request", fields);
            Content content =
                    createContent()
                            .addMediaType(
                                    "application/json",
                                    createMediaType()
                                            .schema(schema)
                                            .example(Schemas.example(fields)));
            operation.requestBody(
                    createRequestBody()
                            .required(fields.stream().anyMatch(Asked::required))
                            .content(content));
        }
        return operation;
    }

    private Stream<Parameter> parameters(Described endpoint) {
        Stream<Parameter> path =
                endpoint.pathParameters().stream()
                        .map(
                                name ->
                                        new Asked(
                                                name,
                                                new Form.One(endpoint.occasion().shape(name)),
                                                true))
                        .map(asked -> parameter(asked).in(In.PATH));
        Stream<Parameter> query =
                endpoint.parameters().stream().map(asked -> parameter(asked).in(In.QUERY));
        Stream<Parameter> headers =
                Arrays.stream(DocumentedHeader.values())
                        .filter(header -> takes(endpoint, header))
                        .map(
                                header ->
                                        createParameter()
                                                .name(header.title())
                                                .in(In.HEADER)
                                                .description(header.meaning())
                                                .schema(value(header)));
        return Stream.of(path, query, headers).flatMap(all -> all);
    }

    /** Without an example where it has bounds or words of its own: they say enough. */
    private Parameter parameter(Asked asked) {
        Schema schema = schemas.of(asked);
        return createParameter()
                .name(asked.name())
                .required(asked.required() ? true : null)
                .schema(schema)
                .example(schema.getRef() == null ? null : Schemas.example(asked).orElse(null));
    }

    private static boolean takes(Described endpoint, DocumentedHeader header) {
        return switch (header.use()) {
            case WRITE -> endpoint.writes();
            case READ -> endpoint.reads();
            case TAGGED_READ -> endpoint.readsOne();
            case TAGGED -> endpoint.writes() || endpoint.readsOne();
            case FEED -> endpoint.isFeed();
            case ANSWER -> false;
        };
    }

    static Schema value(DocumentedHeader header) {
        Schema schema = createSchema().examples(List.of(header.sample()));
        return header.sample() instanceof Long
                ? schema.addType(SchemaType.INTEGER).format("int64")
                : schema.addType(SchemaType.STRING);
    }

    static String capital(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
