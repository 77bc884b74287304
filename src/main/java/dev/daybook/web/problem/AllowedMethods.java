package dev.daybook.web.problem;

import jakarta.ws.rs.HttpMethod;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestMatch;

/**
 * The methods that an address knows: a refusal has to name them (RFC 9110, 15.5.6), but the
 * framework's own does not.
 */
final class AllowedMethods {

    private AllowedMethods() {}

    /** As the header {@code Allow} has it. */
    static String ofThisRequest() {
        ResteasyReactiveRequestContext request = CurrentRequestManager.get();
        RequestMatch<InitialMatch> resource =
                new RequestMapper<>(request.getDeployment().getClassMappers())
                        .map(request.getPathWithoutPrefix());
        String rest = resource.remaining.isEmpty() ? "/" : resource.remaining;
        SortedSet<String> methods = new TreeSet<>();
        Arrays.stream(resource.value.handlers)
                .filter(ClassRoutingHandler.class::isInstance)
                .map(handler -> ((ClassRoutingHandler) handler).getMappers())
                .flatMap(mappers -> mappers.entrySet().stream())
                .filter(mapper -> mapper.getKey() != null && mapper.getValue().map(rest) != null)
                .map(Map.Entry::getKey)
                .forEach(methods::add);
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        return String.join(", ", methods);
    }
}
