package dev.daybook.fuzz;

import dev.daybook.web.request.Body;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.core.Deployment;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestPath;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;

/**
 * One method at one kind of address that the running service answers.
 *
 * @param template with {@code {names}} for what varies
 */
record Route(String method, String template, boolean bearsBody) {

    /** What no resource class stands for. */
    private static final List<String> FRAMEWORK =
            List.of("/q/health", "/q/health/live", "/q/health/ready", "/q/metrics", "/q/openapi");

    private static final Pattern NAME = Pattern.compile("\\{([^}/]+)}");

    /** All there are, so that what a new module adds is among them. */
    static List<Route> all(Deployment deployment) {
        return Stream.concat(
                        endpoints(deployment),
                        FRAMEWORK.stream().map(path -> new Route("GET", path, false)))
                .distinct()
                .sorted(
                        // what creates comes before what needs it
                        Comparator.comparing((Route route) -> !route.bearsBody())
                                .thenComparing(route -> route.names().size())
                                .thenComparing(Route::template)
                                .thenComparing(Route::method))
                .toList();
    }

    /** The names of what varies in the path. */
    List<String> names() {
        return NAME.matcher(template).results().map(match -> match.group(1)).toList();
    }

    @Override
    public String toString() {
        return method + " " + template;
    }

    private static Stream<Route> endpoints(Deployment deployment) {
        List<Route> routes = new ArrayList<>();
        for (RequestPath<InitialMatch> type : deployment.getClassMappers()) {
            Arrays.stream(type.value.handlers)
                    .filter(ClassRoutingHandler.class::isInstance)
                    .flatMap(handler -> resources((ClassRoutingHandler) handler))
                    .map(resource -> endpoint(type.template.template, resource))
                    .forEach(routes::add);
        }
        return routes.stream();
    }

    private static Stream<RuntimeResource> resources(ClassRoutingHandler handler) {
        return handler.getMappers().values().stream()
                .flatMap(mapper -> mapper.getTemplates().stream())
                .map(path -> path.value)
                .filter(resource -> resource.getHttpMethod() != null);
    }

    private static Route endpoint(String prefix, RuntimeResource resource) {
        String path = (prefix + "/" + resource.getPath().template).replaceAll("/+", "/");
        return new Route(
                resource.getHttpMethod(),
                path.length() > 1 && path.endsWith("/")
                        ? path.substring(0, path.length() - 1)
                        : path,
                Arrays.asList(resource.getParameterTypes()).contains(Body.class));
    }
}
