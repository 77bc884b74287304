package dev.daybook.web.log;

import dev.daybook.engine.Registry;
import dev.daybook.engine.access.Scopes;
import dev.daybook.engine.feed.Feed;
import dev.daybook.engine.feed.Feeds;
import dev.daybook.kernel.Aggregate.EventType;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventFilter;
import dev.daybook.store.EventStore;
import dev.daybook.store.LogPage;
import dev.daybook.store.StoredEvent;
import dev.daybook.web.Headers;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Endpoint;
import dev.daybook.web.answer.Page;
import dev.daybook.web.answer.Page.Place;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.ProblemException;
import dev.daybook.web.request.Occasion;
import dev.daybook.web.request.PageQuery;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.Request;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The log over HTTP: what happened, in order, as it was stored. */
@Tag(description = "What happened, in order.")
@RequiresScope("log")
@Path("/api")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class LogResource {

    /** What was found in the log, and where it ends. */
    private record Looked(LogPage page, long head) {}

    private record FeedQuery(
            Optional<String> category, Optional<String> eventType, Optional<Long> after) {

        EventFilter filter(Set<String> hidden) {
            return new EventFilter(category, eventType, hidden);
        }
    }

    private final EventStore store;
    private final Feeds feeds;
    private final Set<String> categories;
    private final Set<String> confidential;
    private final Set<String> eventTypes;

    LogResource(EventStore store, Feeds feeds, Registry registry) {
        this.store = store;
        this.feeds = feeds;
        this.categories = registry.categories();
        this.confidential = registry.confidentialCategories();
        this.eventTypes =
                registry.modules().stream()
                        .flatMap(module -> module.aggregate().eventTypes())
                        .map(EventType::name)
                        .collect(Collectors.toUnmodifiableSet());
    }

    @GET
    @Path("events")
    public Uni<RestResponse<Page<LoggedEvent>>> listEvents(@BeanParam Request request) {
        return request.answer(
                Endpoint.of(
                        (asked, _) -> log(asked),
                        to -> {
                            PageQuery query = to.parameters(this::logQuery);
                            LogPage page = to.log(query.limit());
                            return answer(query, new Looked(page, Long.MAX_VALUE), to.place());
                        }));
    }

    private PageQuery logQuery(Parameters in) {
        return in.pageAfter(in.oneOf("category", categories), in.oneOf("type", eventTypes));
    }

    private Uni<RestResponse<Page<LoggedEvent>>> log(Request request) {
        PageQuery query = request.parameters().as(this::logQuery);
        requireShown(request, query.filters().getFirst());
        Set<String> hidden = hiddenFrom(request);
        return store.head()
                .chain(head -> looked(query, head, hidden))
                .map(looked -> answer(query, looked, Place.of(request)));
    }

    private Uni<Looked> looked(PageQuery query, long head, Set<String> hidden) {
        if (query.position() > head) {
            throw aheadOfLog(query.position());
        }
        return LogPage.read(store, filter(query, hidden), query.position(), head, query.limit())
                .map(page -> new Looked(page, head));
    }

    /** There is another page unless this one has looked through to the end of the log. */
    private static RestResponse<Page<LoggedEvent>> answer(
            PageQuery query, Looked looked, Place place) {
        long through = looked.page().through();
        Page<LoggedEvent> page =
                new Page<>(
                        looked.page().events().stream().map(LoggedEvent::of).toList(),
                        through < looked.head() ? query.cursor(String.valueOf(through)) : null);
        return page.answer(page, place).header(Headers.LOG_POSITION, through).build();
    }

    @GET
    @Path("streams/{category}/{id}/events")
    public Uni<RestResponse<Page<LoggedEvent>>> listStreamEvents(@BeanParam Request request) {
        return request.answer(
                Endpoint.of(
                        (asked, _) -> events(asked),
                        to -> {
                            PageQuery query = to.parameters(this::streamQuery);
                            return answer(query, to.log(query.limit() + 1).events(), to.place());
                        }));
    }

    private StreamId stream(Occasion in) {
        return new StreamId(in.category(categories), in.id());
    }

    private PageQuery streamQuery(Parameters in) {
        StreamId stream = stream(in.occasion());
        return in.pageAfter(Optional.of(stream.category()), Optional.of(stream.id()));
    }

    private Uni<RestResponse<Page<LoggedEvent>>> events(Request request) {
        PageQuery query = request.parameters().as(this::streamQuery);
        requireShown(request, query.filters().getFirst());
        return existing(stream(request), query.position(), query.limit() + 1)
                .map(events -> answer(query, events, Place.of(request)));
    }

    /** One event more than wanted was read, to know whether there is another page. */
    private static RestResponse<Page<LoggedEvent>> answer(
            PageQuery query, List<StoredEvent> read, Place place) {
        Page<LoggedEvent> page =
                Page.of(read, query, event -> String.valueOf(event.version())).map(LoggedEvent::of);
        return page.answer(page, place).build();
    }

    private Uni<List<StoredEvent>> existing(StreamId stream, long after, int limit) {
        return store.readStream(stream, after, limit)
                .chain(events -> events.isEmpty() ? none(stream) : Uni.createFrom().item(events));
    }

    /** No events, of a stream that is there. */
    private Uni<List<StoredEvent>> none(StreamId stream) {
        return store.readStream(stream, 0, 1)
                .map(
                        first -> {
                            if (first.isEmpty()) {
                                throw Problem.of(
                                                404,
                                                "no-such-stream",
                                                "There are no events of " + stream + ".")
                                        .exception();
                            }
                            return List.of();
                        });
    }

    @GET
    @Path("events/feed")
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
        requireShown(request, query.category());
        long after = request.lastEventId().or(query::after).orElse(0L);
        return feeds.hasReached(after)
                .map(
                        reached -> {
                            if (!reached) {
                                throw aheadOfLog(after);
                            }
                            Feed feed = feeds.open(query.filter(hiddenFrom(request)), after);
                            if (request.isHead()) {
                                feed.close(); // nobody writes its answer
                            }
                            return feed;
                        });
    }

    private static ProblemException aheadOfLog(long position) {
        return Problem.of(
                        400,
                        "position-ahead-of-log",
                        "The log has no position %d yet: it is another log than the one you followed, or an older copy of it."
                                .formatted(position))
                .exception();
    }

    private static EventFilter filter(PageQuery query, Set<String> hidden) {
        return new EventFilter(
                query.filters().get(0).map(Object::toString),
                query.filters().get(1).map(Object::toString),
                hidden);
    }

    /** Who may do what, and who did, is seen by those who look after it. */
    private Set<String> hiddenFrom(Request request) {
        return request.caller().scopes().allow(Scopes.ACCESS_ADMIN) ? Set.of() : confidential;
    }

    private void requireShown(Request request, Optional<?> category) {
        if (category.filter(hiddenFrom(request)::contains).isPresent()) {
            request.requireOwn(List.of(Scopes.ACCESS_ADMIN));
        }
    }
}
