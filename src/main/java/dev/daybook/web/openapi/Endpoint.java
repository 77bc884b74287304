package dev.daybook.web.openapi;

import dev.daybook.web.request.Body;
import dev.daybook.web.request.Request;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.MediaType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;

/**
 * An endpoint together with what it did when it was called without a request.
 *
 * @param answer its answer, if samples were all that it needed
 */
record Endpoint(Routes.Route route, Sketch sketch, Optional<RestResponse<?>> answer) {

    private static final Set<String> WRAPPERS =
            Set.of("Uni", "Multi", "RestResponse", "CompletionStage");
    private static final Pattern IN_BRACES = Pattern.compile("\\{(\\w+)[^}]*}");

    /** Calls it; one that takes anything but {@link Request} and {@link Body} is not called. */
    static Endpoint of(Routes.Route route) {
        RuntimeResource resource = route.endpoint();
        Sketch sketch = new Sketch(route.path(), Samples.id(tag(resource)));
        boolean known =
                Arrays.stream(resource.getParameterTypes())
                        .allMatch(type -> type == Request.class || type == Body.class);
        return new Endpoint(
                route, sketch, known ? answer(call(resource, sketch), sketch) : Optional.empty());
    }

    private static Object call(RuntimeResource resource, Sketch sketch) {
        Object[] arguments =
                Arrays.stream(resource.getParameterTypes())
                        .map(
                                type ->
                                        type == Body.class
                                                ? Body.sketched(sketch)
                                                : Request.sketched(sketch))
                        .toArray();
        try {
            Object target = resource.getEndpointFactory().createInstance().getInstance();
            return resource.getInvoker().invoke(target, arguments);
        } catch (Exception e) {
            throw new IllegalStateException(
                    resource.getResourceClass().getSimpleName()
                            + "."
                            + resource.getJavaMethodName()
                            + " does more than read its request before it asks Writes or Reads.",
                    e);
        }
    }

    /** Nothing is waited for: where samples are all that is needed, the answer is there at once. */
    private static Optional<RestResponse<?>> answer(Object returned, Sketch sketch) {
        if (!sketch.complete() || !(returned instanceof Uni<?> uni)) {
            return Optional.empty();
        }
        return Optional.ofNullable(uni.subscribeAsCompletionStage().getNow(null))
                .filter(RestResponse.class::isInstance)
                .map(RestResponse.class::cast);
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
        return Arrays.asList(route.endpoint().getParameterTypes()).contains(Body.class);
    }

    boolean writes() {
        return sketch.written().isPresent();
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
        return Arrays.asList(route.endpoint().getParameterTypes()).contains(Request.class);
    }

    boolean reads() {
        return sketch.reading();
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
