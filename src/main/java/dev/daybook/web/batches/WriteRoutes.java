package dev.daybook.web.batches;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.daybook.web.access.Permit;
import dev.daybook.web.access.Routes;
import dev.daybook.web.access.Routes.Route;
import dev.daybook.web.answer.Endpoint;
import dev.daybook.web.answer.Endpoints;
import dev.daybook.web.answer.Submitting;
import dev.daybook.web.problem.FrameworkProblems;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.ProblemException;
import dev.daybook.web.request.Request;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the endpoint that answers a write, by its method and path. */
final class WriteRoutes {

    /**
     * @param parameters of the path, in order
     */
    private record Known(Route route, Endpoint<?> endpoint, List<String> parameters) {

        static Known of(Route route) {
            return new Known(
                    route,
                    Endpoints.of(route.endpoint()),
                    segments(route.path())
                            .filter(WriteRoutes::isParameter)
                            .map(segment -> segment.substring(1, segment.length() - 1))
                            .toList());
        }
    }

    /** A place in the tree of all paths. */
    private static final class Place {

        private final Map<String, Place> named = new HashMap<>();
        private final Map<String, Known> byMethod = new TreeMap<>();
        private @Nullable Place parameter;

        Place grow(String segment) {
            if (!isParameter(segment)) {
                return named.computeIfAbsent(segment, _ -> new Place());
            }
            if (parameter == null) {
                parameter = new Place();
            }
            return parameter;
        }
    }

    /** The endpoint for a write, with the parameters of its path by their names. */
    record Found(Route route, Submitting endpoint, Map<String, String> parameters) {

        /**
         * @throws ProblemException if the caller lacks the endpoint's scope
         */
        Permit permit(Permit whole) {
            return whole.at(
                    route.endpoint().getResourceClass(),
                    route.endpoint().getJavaMethodName(),
                    false);
        }
    }

    private final Place root = new Place();

    WriteRoutes() {
        Routes.all().stream().filter(WriteRoutes::takesRequest).map(Known::of).forEach(this::add);
    }

    private static boolean takesRequest(Route route) {
        return Arrays.asList(route.endpoint().getParameterTypes()).contains(Request.class);
    }

    private void add(Known known) {
        Place place = root;
        for (String segment : segments(known.route().path()).toList()) {
            place = place.grow(segment);
        }
        place.byMethod.put(known.route().method(), known);
    }

    /**
     * @param path as it stands in an address
     * @throws ProblemException if there is no such endpoint, or it is none that sends a command
     */
    Found find(String method, String path) {
        Place place = root;
        List<String> values = new ArrayList<>();
        for (String segment : segments(path).toList()) {
            Place next = place.named.get(segment);
            if (next == null) {
                next = place.parameter;
                values.add(decoded(segment));
            }
            if (next == null) {
                throw FrameworkProblems.of(404).exception();
            }
            place = next;
        }
        Known known = place.byMethod.get(method);
        if (known == null) {
            throw missing(place);
        }
        if (!(known.endpoint() instanceof Submitting endpoint)) {
            throw Problem.of(
                            422,
                            "not-batchable",
                            "Only what sends a command to a resource is taken in a batch.")
                    .exception();
        }
        Map<String, String> parameters = HashMap.newHashMap(values.size());
        for (int number = 0; number < values.size(); number++) {
            parameters.put(known.parameters().get(number), values.get(number));
        }
        return new Found(known.route(), endpoint, parameters);
    }

    private static ProblemException missing(Place place) {
        return place.byMethod.isEmpty()
                ? FrameworkProblems.of(404).exception()
                : FrameworkProblems.of(405)
                        .with(HttpHeaders.ALLOW, String.join(", ", place.byMethod.keySet()))
                        .exception();
    }

    private static Stream<String> segments(String path) {
        return Arrays.stream(path.substring(1).split("/", -1));
    }

    private static boolean isParameter(String segment) {
        return segment.startsWith("{");
    }

    /** A plus is one, in a path. */
    private static String decoded(String segment) {
        return segment.indexOf('%') < 0
                ? segment
                : URLDecoder.decode(segment.replace("+", "%2B"), UTF_8);
    }
}
