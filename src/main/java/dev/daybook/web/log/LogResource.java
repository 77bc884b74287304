package dev.daybook.web.log;

import dev.daybook.engine.Registry;
import dev.daybook.engine.codec.Codec;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
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

    /**
     * Which part of the log is wanted.
     *
     * @param from when the first event was recorded, where the page does not begin at a position
     */
    private record LogQuery(PageQuery page, Optional<Instant> from) {

        Uni<Long> after(EventStore store) {
            return from.isPresent()
                    ? store.positionBefore(from.get())
                    : Uni.createFrom().item(page.position());
        }

        EventFilter filter(Set<String> hidden) {
            List<Optional<String>> wanted =
                    page.filters().stream().map(each -> each.map(Object::toString)).toList();
            return new EventFilter(
                    wanted.get(0),
                    wanted.get(1),
                    wanted.size() > 2 ? wanted.get(2) : Optional.empty(),
                    hidden);
        }
    }

    private final EventStore store;
    private final UnaryOperator<StoredEvent> upcaster;
    private final Set<String> categories;
    private final Visibility visibility;
    private final Set<String> eventTypes;

    LogResource(EventStore store, Registry registry, Visibility visibility) {
        this.store = store;
        Codec codec = new Codec();
        this.upcaster = event -> codec.upcast(registry.aggregate(event.stream().category()), event);
        this.categories = registry.categories();
        this.visibility = visibility;
        this.eventTypes = registry.eventTypes();
    }

    @GET
    public Uni<RestResponse<Page<LoggedEvent>>> listEvents(@BeanParam Request request) {
        return request.answer(
                Endpoint.of(
                        (asked, _) -> log(asked),
                        to -> {
                            PageQuery query = to.parameters(this::logQuery).page();
                            LogPage page = to.log(query.limit());
                            return answer(query, new Looked(page, Long.MAX_VALUE), to.place());
                        }));
    }

    private LogQuery logQuery(Parameters in) {
        Optional<String> category = in.oneOf("category", categories);
        Optional<String> type = in.oneOf("type", eventTypes);
        Optional<String> correlationId = in.optionalText("correlationId");
        Optional<Instant> from = in.instant("from");
        // as it was before there were requests to look for: cursors are still the same
        PageQuery page =
                correlationId.isPresent()
                        ? in.pageAfter(category, type, correlationId)
                        : in.pageAfter(category, type);
        if (from.isPresent() && page.after().isPresent()) {
            in.refuse(
                    "from",
                    "contradiction",
                    "A page begins at one thing: give from, after or cursor.");
        }
        return new LogQuery(page, from);
    }

    private Uni<RestResponse<Page<LoggedEvent>>> log(Request request) {
        LogQuery query = request.parameters().as(this::logQuery);
        visibility.requireShown(request, query.page().filters().getFirst());
        EventFilter filter = query.filter(visibility.hiddenFrom(request));
        return query.after(store)
                // the head is asked for last: nothing is ahead of it
                .chain(after -> store.head().chain(head -> looked(query, filter, after, head)))
                .map(looked -> answer(query.page(), looked, placeOf(request)));
    }

    /** The next page begins behind this one, not at a time. */
    private static Place placeOf(Request request) {
        Place place = Place.of(request);
        Map<String, List<String>> parameters = new HashMap<>(place.query());
        parameters.remove("from");
        return new Place(place.path(), parameters);
    }

    private Uni<Looked> looked(LogQuery query, EventFilter filter, long after, long head) {
        if (after > head) {
            throw aheadOfLog(after);
        }
        return LogPage.read(store, filter, after, head, query.page().limit())
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

    static ProblemException aheadOfLog(long position) {
        return Problem.of(
                        400,
                        "position-ahead-of-log",
                        "The log has no position %d yet: it is another log than the one you followed, or an older copy of it."
                                .formatted(position))
                .exception();
    }
}
