package dev.daybook.fuzz;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.support.RawHttp;
import dev.daybook.support.RawHttp.Request;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a request to a route is made of. */
record Sample(Route route, Map<String, String> path, Map<String, String> query, ObjectNode body) {

    /** Nothing but what the address needs. */
    static Sample bare(Route route, String id) {
        Map<String, String> path = new TreeMap<>();
        route.names().forEach(name -> path.put(name, id));
        return new Sample(route, path, new TreeMap<>(), new ObjectNode(JsonNodeFactory.instance));
    }

    Sample copy() {
        return new Sample(route, new TreeMap<>(path), new TreeMap<>(query), body.deepCopy());
    }

    /** Puts a value where the pointer points, and what has to be on the way there. */
    void put(JsonPointer pointer, JsonNode value) {
        JsonNode parent = body.at(pointer.head());
        String name = pointer.last().getMatchingProperty();
        if (parent instanceof ArrayNode array) {
            array.set(pointer.last().getMatchingIndex(), value);
        } else if (parent instanceof ObjectNode object) {
            object.set(name, value);
        } else {
            throw new IllegalStateException("Nothing can be put at " + pointer + " of " + body);
        }
    }

    String address() {
        String address = route.template();
        for (var each : path.entrySet()) {
            address = address.replace("{" + each.getKey() + "}", each.getValue());
        }
        return address
                + query.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""));
    }

    @Override
    public String toString() {
        return request().toString();
    }

    /** Nothing here is worth waiting for. */
    Request request() {
        Request request =
                route.bearsBody()
                        ? RawHttp.post(address(), body.toString())
                        : RawHttp.get(address());
        return new Request(route.method(), request.path(), request.headers(), request.body())
                .with("Prefer: wait=0");
    }
}
