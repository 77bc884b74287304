package dev.daybook.web.openapi;

import dev.daybook.web.answer.Contract;
import dev.daybook.web.answer.Contract.Written;
import dev.daybook.web.answer.Endpoint;
import dev.daybook.web.openapi.NotedValues.NotedFields;
import dev.daybook.web.openapi.NotedValues.NotedParameters;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Request;
import dev.daybook.web.request.Shape;

import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A route together with what its endpoint says of itself.
 *
 * @param answer a sample, where there can be one
 */
record Described(
        Routes.Route route,
        NotedOccasion occasion,
        Contract contract,
        List<Asked> fields,
        List<Asked> parameters,
        Optional<RestResponse<?>> answer) {

    private static final Set<String> WRAPPERS =
            Set.of("Uni", "Multi", "RestResponse", "CompletionStage");
    private static final Pattern IN_BRACES = Pattern.compile("\\{(\\w+)[^}]*}");

    /** Calls the resource's method; one that takes no request says nothing of itself. */
    static Described of(Routes.Route route) {
        RuntimeResource resource = route.endpoint();
        NotedOccasion occasion = new NotedOccasion(route.path(), Shape.idOf(tag(resource)));
        Optional<Endpoint<?>> endpoint =
                takes(resource, Request.class) ? Optional.of(kept(resource)) : Optional.empty();
        Contract contract = endpoint.<Contract>map(Endpoint::contract).orElse(Contract.NONE);
        contract.path().ifPresent(reader -> reader.apply(occasion));
        NotedFields fields = new NotedFields(occasion);
        contract.body().ifPresent(reader -> reader.apply(fields));
        NotedParameters parameters = new NotedParameters(occasion);
        contract.parameters().ifPresent(reader -> reader.apply(parameters));
        Optional<RestResponse<?>> answer =
                endpoint.flatMap(known -> known.sample(new Example(occasion)));
        return new Described(route, occasion, contract, fields.asked(), parameters.asked(), answer);
    }

    private static Endpoint<?> kept(RuntimeResource resource) {
        KeptRequest request = new KeptRequest();
        Object[] arguments =
                Arrays.stream(resource.getParameterTypes())
                        .map(type -> type == Body.class ? Body.NONE : request)
                        .toArray();
        try {
            Object target = resource.getEndpointFactory().createInstance().getInstance();
            resource.getInvoker().invoke(target, arguments);
            return request.endpoint().orElseThrow();
        } catch (Exception e) {
            throw new IllegalStateException(
                    resource.getResourceClass().getSimpleName()
                            + "."
                            + resource.getJavaMethodName()
                            + " does more than hand an endpoint to its request.",
                    e);
        }
    }

    private static boolean takes(RuntimeResource resource, Class<?> type) {
        return Arrays.asList(resource.getParameterTypes()).contains(type);
    }

    /** The resource's name: {@code Account} of {@code AccountResource}. */
    String tag() {
        return tag(route.endpoint());
    }

    private static String tag(RuntimeResource resource) {
        return resource.getResourceClass().getSimpleName().replaceFirst("Resource$", "");
    }

    /** The method's name. */
    String operationId() {
        return route.endpoint().getJavaMethodName();
    }

    List<String> pathParameters() {
        return IN_BRACES.matcher(route.path()).results().map(name -> name.group(1)).toList();
    }

    /** The path as OpenAPI has it. */
    String path() {
        return IN_BRACES.matcher(route.path()).replaceAll("{$1}");
    }

    boolean hasBody() {
        return takes(route.endpoint(), Body.class);
    }

    boolean writes() {
        return contract.written().isPresent();
    }

    /** Whether it answers one resource with its version. */
    boolean readsOne() {
        return !writes()
                && answer.filter(sample -> sample.getHeaderString("ETag") != null).isPresent();
    }

    /** Whether the answer goes on for as long as the client listens. */
    boolean isFeed() {
        return mediaType().equals(MediaType.SERVER_SENT_EVENTS);
    }

    /** Whether it does more than answer always the same. */
    boolean asks() {
        return takes(route.endpoint(), Request.class);
    }

    boolean reads() {
        return contract.reads();
    }

    /** Whether a parameter of this name is read. */
    boolean asksFor(String parameter) {
        return parameters.stream().anyMatch(asked -> asked.name().equals(parameter));
    }

    /** Where there are any, the answer may come before the end. */
    List<String> statuses() {
        return contract.written().map(Written::statuses).orElse(List.of());
    }

    /** What is answered, without what carries it. */
    Type answered() {
        Type type = route.endpoint().getReturnType();
        while (type instanceof ParameterizedType generic
                && WRAPPERS.contains(((Class<?>) generic.getRawType()).getSimpleName())) {
            type = generic.getActualTypeArguments()[0];
        }
        return type;
    }

    /** The first of those in which it answers. */
    String mediaType() {
        return mediaTypes().getFirst();
    }

    List<String> mediaTypes() {
        return Optional.ofNullable(route.endpoint().getProduces())
                .map(produced -> Arrays.asList(produced.getSortedOriginalMediaTypes()))
                .orElse(List.of(MediaType.APPLICATION_JSON_TYPE))
                .stream()
                .map(MediaType::toString)
                .toList();
    }
}
