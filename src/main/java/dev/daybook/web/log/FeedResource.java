package dev.daybook.web.log;

import dev.daybook.engine.Registry;
import dev.daybook.engine.feed.Feed;
import dev.daybook.engine.feed.Feeds;
import dev.daybook.store.EventFilter;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Endpoint;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.Request;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The log over HTTP as it grows. */
@Tag(description = "What happened, in order.")
@RequiresScope("log")
@Path("/api/events/feed")
@Consumes(MediaType.APPLICATION_JSON)
public final class FeedResource {

    private record FeedQuery(
            Optional<String> category, Optional<String> eventType, Optional<Long> after) {

        EventFilter filter(Set<String> hidden) {
            return new EventFilter(category, eventType, Optional.empty(), hidden);
        }
    }

    private final Feeds feeds;
    private final Set<String> categories;
    private final Set<String> eventTypes;
    private final Visibility visibility;

    FeedResource(Feeds feeds, Registry registry, Visibility visibility) {
        this.feeds = feeds;
        this.categories = registry.categories();
        this.eventTypes = registry.eventTypes();
        this.visibility = visibility;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Uni<Feed> followEvents(@BeanParam Request request) {
        return request.answer(
                        Endpoint.of(
                                (asked, _) -> feed(asked).map(RestResponse::ok),
                                to -> {
                                    to.parameters(this::feedQuery);
                                    return RestResponse.ok();
                                }))
                .map(RestResponse::getEntity);
    }

    private FeedQuery feedQuery(Parameters in) {
        return new FeedQuery(
                in.oneOf("category", categories),
                in.oneOf("type", eventTypes),
                in.position("after"));
    }

    private Uni<Feed> feed(Request request) {
        FeedQuery query = request.parameters().as(this::feedQuery);
        visibility.requireShown(request, query.category());
        long after = request.lastEventId().or(query::after).orElse(0L);
        return feeds.hasReached(after)
                .map(
                        reached -> {
                            if (!reached) {
                                throw LogResource.aheadOfLog(after);
                            }
                            Feed feed =
                                    feeds.open(query.filter(visibility.hiddenFrom(request)), after);
                            if (request.isHead()) {
                                feed.close(); // nobody writes its answer
                            }
                            return feed;
                        });
    }
}
