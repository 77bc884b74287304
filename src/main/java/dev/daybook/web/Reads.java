package dev.daybook.web;

import dev.daybook.store.postgres.ReadModel.Read;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The answers to reads: each says which version it shows and up to which position it is complete.
 */
public final class Reads {

    /** A page of a list. */
    public record Page<T>(List<T> items, @Nullable String nextCursor) {

        /**
         * How items are cut into pages: one more than wanted was read, to know whether there is
         * more.
         */
        public static <T> Page<T> of(
                List<T> read, int limit, List<String> filters, Function<T, String> place) {
            if (read.size() <= limit) {
                return new Page<>(List.copyOf(read), null);
            }
            List<T> items = List.copyOf(read.subList(0, limit));
            return new Page<>(items, Cursor.encode(filters, place.apply(items.getLast())));
        }
    }

    private Reads() {}

    static String tag(long version) {
        return "\"" + version + "\"";
    }

    /** The resource at its version: 200, or 304 where the client has it already. */
    public static <T> Response one(Request request, Read<T> read, long version, Object body) {
        String tag = tag(version);
        Response.ResponseBuilder answer =
                request.has(tag) ? Response.notModified() : Response.ok(body);
        return answer.header(HttpHeaders.ETAG, tag)
                .header("Projection-Position", read.position())
                .build();
    }

    /** A page, with a link to the next one if there is any. */
    public static Response page(
            Request request, Read<?> read, Object body, @Nullable String nextCursor) {
        Response.ResponseBuilder answer =
                Response.ok(body).header("Projection-Position", read.position());
        if (nextCursor != null) {
            answer.header(HttpHeaders.LINK, "<" + next(request, nextCursor) + ">; rel=\"next\"");
        }
        return answer.build();
    }

    /**
     * @throws ProblemException if there is nothing: 404 with this code
     */
    public static <T> T orNotFound(Optional<T> found, String code, String detail) {
        return found.orElseThrow(() -> Problem.of(404, code, detail).exception());
    }

    private static String next(Request request, String cursor) {
        UriBuilder link = UriBuilder.fromPath(request.path());
        Map<String, List<String>> parameters = new HashMap<>(request.uri().getQueryParameters());
        parameters.remove("offset");
        parameters.put("cursor", List.of(cursor));
        parameters.forEach((name, values) -> link.queryParam(name, values.toArray()));
        return link.build().toString();
    }
}
