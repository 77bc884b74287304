package dev.daybook.web.openapi;

import static org.eclipse.microprofile.openapi.OASFactory.createAPIResponse;
import static org.eclipse.microprofile.openapi.OASFactory.createParameter;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Keeps once what several operations say, each under a name of its own. */
final class Shared {

    private final Components components;
    private final Map<Object, String> names = new HashMap<>();

    Shared(Components components) {
        this.components = components;
    }

    /**
     * @param names the first one that nothing else has is taken; the last one is nobody else's
     */
    APIResponse response(APIResponse response, String... names) {
        String name = name(response, components.getResponses(), names);
        components.addResponse(name, response);
        return createAPIResponse().ref("#/components/responses/" + name);
    }

    Parameter parameter(Parameter parameter, String... names) {
        String name = name(parameter, components.getParameters(), names);
        components.addParameter(name, parameter);
        return createParameter().ref("#/components/parameters/" + name);
    }

    private String name(Object model, Map<String, ?> taken, String... wanted) {
        return names.computeIfAbsent(
                model,
                _ ->
                        Stream.of(wanted)
                                .filter(name -> taken == null || !taken.containsKey(name))
                                .findFirst()
                                .orElseThrow());
    }
}
