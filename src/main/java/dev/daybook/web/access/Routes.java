package dev.daybook.web.access;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestPath;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;

/** All endpoints, out of the framework's own list: it finds those that requests go to. */
public final class Routes {

    /**
     * @param path with names in braces
     */
    public record Route(String method, String path, RuntimeResource endpoint) {}

    private Routes() {}

    /** In order of their paths. */
    public static List<Route> all() {
        return ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers().stream()
                .flatMap(Routes::ofClass)
                .sorted(Comparator.comparing(Route::path).thenComparing(Route::method))
                .toList();
    }

    private static Stream<Route> ofClass(RequestPath<InitialMatch> type) {
        return Arrays.stream(type.value.handlers)
                .filter(ClassRoutingHandler.class::isInstance)
                .flatMap(handler -> ((ClassRoutingHandler) handler).getMappers().values().stream())
                .flatMap(mapper -> mapper.getTemplates().stream())
                .map(endpoint -> endpoint.value)
                .filter(endpoint -> endpoint.getHttpMethod() != null)
                .map(endpoint -> route(type.template.template, endpoint))
                .distinct();
    }

    private static Route route(String prefix, RuntimeResource endpoint) {
        String path = (prefix + endpoint.getPath().template).replaceAll("/+", "/");
        boolean ended = path.endsWith("/") && path.length() > 1;
        return new Route(
                endpoint.getHttpMethod(),
                ended ? path.substring(0, path.length() - 1) : path,
                endpoint);
    }
}
