package dev.daybook.web.log;

import dev.daybook.engine.Registry;
import dev.daybook.engine.feed.Feed;
import dev.daybook.engine.feed.Feeds;
import dev.daybook.kernel.Aggregate.EventType;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventFilter;
import dev.daybook.store.EventStore;
import dev.daybook.store.LogPage;
import dev.daybook.store.StoredEvent;
import dev.daybook.web.Headers;
import dev.daybook.web.answer.Reads;
import dev.daybook.web.answer.Reads.Page;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.ProblemException;
import dev.daybook.web.request.PageQuery;
import dev.daybook.web.request.Request;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** The log over HTTP: what happened, in order, as it was stored. */
@Path("/api")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class LogResource {

    /** What was found in the log, and where it ends. */
    private record Looked(LogPage page, long head) {}

    private record FeedQuery(EventFilter filter, Optional<Long> after) {}

    private final EventStore store;
    private final Feeds feeds;
    private final Set<String> categories;
    private final Set<String> eventTypes;

    LogResource(EventStore store, Feeds feeds, Registry registry) {
        this.store = store;
        this.feeds = feeds;
        this.categories = registry.categories();
        this.eventTypes =
                registry.modules().stream()
                        .flatMap(module -> module.aggregate().eventTypes())
                        .map(EventType::name)
                        .collect(Collectors.toUnmodifiableSet());
    }

    @GET
    @Path("events")
    public Uni<RestResponse<Page<LoggedEvent>>> listEvents(@BeanParam Request request) {
        PageQuery query =
                request.parameters()
                        .as(
                                in ->
                                        in.pageAfter(
                                                in.oneOf("category", categories),
                                                in.oneOf("type", eventTypes)));
        return looked(request, query)
                .map(looked -> answer(request, query, looked.page(), looked.head()));
    }

    private Uni<Looked> looked(Request request, PageQuery query) {
        return request.sketch == null
                ? store.head().chain(head -> looked(query, head))
                : request.sketch.log(query.limit()).map(page -> new Looked(page, Long.MAX_VALUE));
    }

    private Uni<Looked> looked(PageQuery query, long head) {
        if (query.position() > head) {
            throw aheadOfLog(query.position());
        }
        return LogPage.read(store, filter(query), query.position(), head, query.limit())
                .map(page -> new Looked(page, head));
    }

    @GET
    @Path("streams/{category}/{id}/events")
    public Uni<RestResponse<Page<LoggedEvent>>> listStreamEvents(@BeanParam Request request) {
        StreamId stream = new StreamId(request.category(categories), request.id());
        PageQuery query =
                request.parameters()
                        .as(
                                in ->
                                        in.pageAfter(
                                                Optional.of(stream.category()),
                                                Optional.of(stream.id())));
        int wanted = query.limit() + 1;
        return (request.sketch == null
                        ? existing(stream, query.position(), wanted)
                        : request.sketch.log(wanted).map(LogPage::events))
                .map(events -> answer(request, query, events));
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
        FeedQuery query =
                request.parameters()
                        .as(
                                in ->
                                        new FeedQuery(
                                                new EventFilter(
                                                        in.oneOf("category", categories),
                                                        in.oneOf("type", eventTypes)),
                                                in.position("after")));
        long after = request.lastEventId().or(query::after).orElse(0L);
        return feeds.hasReached(after)
                .map(
                        reached -> {
                            if (!reached) {
                                throw aheadOfLog(after);
                            }
                            Feed feed = feeds.open(query.filter(), after);
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

    private static EventFilter filter(PageQuery query) {
        return new EventFilter(
                query.filters().get(0).map(Object::toString),
                query.filters().get(1).map(Object::toString));
    }

    /** There is another page unless this one has looked through to the end of the log. */
    private static RestResponse<Page<LoggedEvent>> answer(
            Request request, PageQuery query, LogPage page, long head) {
        return page(request, query, page.events(), page.through() < head ? page.through() : null)
                .header(Headers.LOG_POSITION, page.through())
                .build();
    }

    /** One event more than wanted was read, to know whether there is another page. */
    private static RestResponse<Page<LoggedEvent>> answer(
            Request request, PageQuery query, List<StoredEvent> read) {
        if (read.size() <= query.limit()) {
            return page(request, query, read, null).build();
        }
        List<StoredEvent> events = read.subList(0, query.limit());
        return page(request, query, events, events.getLast().version()).build();
    }

    private static ResponseBuilder<Page<LoggedEvent>> page(
            Request request, PageQuery query, List<StoredEvent> events, @Nullable Long next) {
        String cursor = next == null ? null : query.cursor(String.valueOf(next));
        ResponseBuilder<Page<LoggedEvent>> answer =
                ResponseBuilder.ok(
                        new Page<>(events.stream().map(LoggedEvent::of).toList(), cursor));
        return cursor == null
                ? answer
                : answer.header(HttpHeaders.LINK, Reads.next(request, cursor));
    }
}
