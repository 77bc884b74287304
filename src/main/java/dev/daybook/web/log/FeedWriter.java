package dev.daybook.web.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.engine.feed.Feed;
import dev.daybook.store.StoredEvent;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Answers with a feed, as server-sent events. The framework's own way writes each event by itself
 * and has no place for a failure before the first; this one writes several at once.
 */
@Provider
@Produces(MediaType.SERVER_SENT_EVENTS)
public final class FeedWriter implements ServerMessageBodyWriter<Feed> {

    private final ObjectMapper json;

    FeedWriter(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == Feed.class;
    }

    @Override
    public boolean isWriteable(
            Class<?> type,
            Type genericType,
            ResteasyReactiveResourceInfo method,
            MediaType mediaType) {
        return type == Feed.class;
    }

    /** The other way is taken; this one is what JAX-RS asks for. */
    @Override
    public void writeTo(
            Feed feed,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream stream) {
        throw new UnsupportedOperationException("A feed has no end that it could be written to.");
    }

    @Override
    public void writeResponse(Feed feed, Type genericType, ServerRequestContext context) {
        RoutingContext http =
                ((ResteasyReactiveRequestContext) context).unwrap(RoutingContext.class);
        HttpServerResponse response = http.response();
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        // what nginx and others ask to be told, lest they gather events
        response.putHeader("X-Accel-Buffering", "no");
        new FeedStream(feed, http, this::frame).start();
    }

    private String frame(StoredEvent event) {
        try {
            return "id: %d\ndata: %s\n\n"
                    .formatted(event.position(), json.writeValueAsString(LoggedEvent.of(event)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event cannot be written.", e);
        }
    }
}
