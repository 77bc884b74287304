package dev.daybook.web.answer;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.daybook.web.request.PageQuery;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.Request;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** A page of a list; the last one has no cursor. */
@RegisterForReflection
public record Page<R>(
        List<R> items, @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String nextCursor) {

    /** Where a page was asked for. */
    public record Place(String path, Map<String, List<String>> query) {

        public static Place of(Request request) {
            return new Place(request.path(), request.query());
        }
    }

    /**
     * @param read one item more than wanted, where there is another page
     * @param place of an item in the list's order: behind it the next page begins
     */
    public static <R> Page<R> of(List<R> read, PageQuery query, Function<R, String> place) {
        if (read.size() <= query.limit()) {
            return new Page<>(read, null);
        }
        List<R> items = read.subList(0, query.limit());
        return new Page<>(items, query.cursor(place.apply(items.getLast())));
    }

    public <V> Page<V> map(Function<R, V> view) {
        return new Page<>(items.stream().map(view).toList(), nextCursor);
    }

    /**
     * The page in some form, with a link to the next one if there is any.
     *
     * @param place where it was asked for
     */
    public <B> ResponseBuilder<B> answer(B body, Place place) {
        ResponseBuilder<B> answer = ResponseBuilder.ok(body);
        return nextCursor == null
                ? answer
                : answer.header(HttpHeaders.LINK, link(nextCursor, place));
    }

    private static String link(String cursor, Place place) {
        UriBuilder link = UriBuilder.fromPath(place.path());
        Map<String, List<String>> parameters = new HashMap<>(place.query());
        parameters.remove("offset");
        // the next page begins behind this one, which waited already
        parameters.remove(Parameters.MIN_POSITION);
        parameters.remove("after");
        parameters.put("cursor", List.of(cursor));
        parameters.forEach((name, values) -> link.queryParam(name, values.toArray()));
        return "<" + link.build() + ">; rel=\"next\"";
    }
}
