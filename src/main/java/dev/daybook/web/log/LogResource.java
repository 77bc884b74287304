package dev.daybook.web.log;

import dev.daybook.engine.Registry;
import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.feed.Feed;
import dev.daybook.engine.feed.Feeds;
import dev.daybook.kernel.Aggregate.EventType;
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
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The log over HTTP: what happened, in order, as it was stored. */
@Tag(description = "What happened, in order.")
@RequiresScope("log")
@Path("/api/events")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class LogResource {

    /** What was found in the log, and where it ends. */
    private record Looked(LogPage page, long head) {}

    private record FeedQuery(
            Optional<String> category, Optional<String> eventType, Optional<Long> after) {

        EventFilter filter(Set<String> hidden) {
            return new EventFilter(category, eventType, Optional.empty(), hidden);
        }
    }

    private final EventStore store;
    private final Feeds feeds;
    private final UnaryOperator<StoredEvent> upcaster;
    private final Set<String> categories;
    private final Visibility visibility;
    private final Set<String> eventTypes;

    LogResource(EventStore store, Feeds feeds, Registry registry, Visibility visibility) {
        this.store = store;
        this.feeds = feeds;
        Codec codec = new Codec();
        this.upcaster = event -> codec.upcast(registry.aggregate(event.stream().category()), event);
        this.categories = registry.categories();
        this.visibility = visibility;
        this.eventTypes =
                registry.modules().stream()
                        .flatMap(module -> module.aggregate().eventTypes())
                        .map(EventType::name)
                        .collect(Collectors.toUnmodifiableSet());
    }

    @GET
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
        PageQuery query =
                in.pageAfter(
                        in.oneOf("category", categories),
                        in.oneOf("type", eventTypes),
                        in.optionalText("correlationId"),
                        in.instant("from"));
        if (query.after().isPresent() && in.has("from") && !in.has("cursor")) {
            in.refuse("from", "contradiction", "A page begins at one thing: give from or after.");
        }
        return query;
    }

    private Uni<RestResponse<Page<LoggedEvent>>> log(Request request) {
        PageQuery query = request.parameters().as(this::logQuery);
        visibility.requireShown(request, query.filters().getFirst());
        Set<String> hidden = visibility.hiddenFrom(request);
        return begin(query)
                // the head is asked for last: nothing is ahead of it
                .chain(after -> store.head().chain(head -> looked(query, after, head, hidden)))
                .map(looked -> answer(query, looked, Place.of(request)));
    }

    /** Behind which position the page begins. */
    private Uni<Long> begin(PageQuery query) {
        Optional<Instant> from = query.filters().getLast().map(Instant.class::cast);
        return from.isPresent() && query.after().isEmpty()
                ? store.positionBefore(from.get())
                : Uni.createFrom().item(query.position());
    }

    private Uni<Looked> looked(PageQuery query, long after, long head, Set<String> hidden) {
        if (after > head) {
            throw aheadOfLog(after);
        }
        return LogPage.read(store, filter(query, hidden), after, head, query.limit())
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
    @Path("{position}")
    public Uni<RestResponse<LoggedEvent>> getEvent(@BeanParam Request request) {
        return request.answer(
                Endpoint.of(
                        (asked, _) -> event(asked),
                        to -> {
                            to.path(Occasion::position);
                            to.parameters(LogResource::upcast);
                            return RestResponse.ok(LoggedEvent.of(to.log(1).events().getFirst()));
                        }));
    }

    /** As it was stored, or as the service reads it today. */
    private static boolean upcast(Parameters in) {
        return in.flag("upcast").orElse(false);
    }

    private Uni<RestResponse<LoggedEvent>> event(Request request) {
        long position = request.position();
        boolean upcast = request.parameters().as(LogResource::upcast);
        return store.read(position - 1, 1)
                .map(
                        events -> {
                            if (events.isEmpty()) {
                                throw noSuchEvent(position);
                            }
                            StoredEvent event = events.getFirst();
                            visibility.requireShown(
                                    request, Optional.of(event.stream().category()));
                            return RestResponse.ok(
                                    LoggedEvent.of(upcast ? upcaster.apply(event) : event));
                        });
    }

    private static ProblemException noSuchEvent(long position) {
        return Problem.of(
                        404, "no-such-event", "The log has no position %d yet.".formatted(position))
                .exception();
    }

    @GET
    @Path("feed")
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
                                throw aheadOfLog(after);
                            }
                            Feed feed =
                                    feeds.open(query.filter(visibility.hiddenFrom(request)), after);
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
                query.filters().get(2).map(Object::toString),
                hidden);
    }
}
