package dev.daybook.web.log;

import dev.daybook.engine.Registry;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Endpoint;
import dev.daybook.web.answer.Page;
import dev.daybook.web.answer.Page.Place;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.request.Occasion;
import dev.daybook.web.request.PageQuery;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.Request;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The streams of the log over HTTP: which there are, and what happened in each. */
@Tag(description = "What happened, in order.")
@RequiresScope("log")
@Path("/api/streams")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class StreamResource {

    /** A stream and how far it is. */
    @RegisterForReflection
    record StreamView(
            String category,
            String streamId,
            long version,
            long position,
            String eventType,
            Instant recordedAt) {

        static StreamView of(StoredEvent last) {
            return new StreamView(
                    last.stream().category(),
                    last.stream().id(),
                    last.version(),
                    last.position(),
                    last.eventType(),
                    last.recordedAt());
        }
    }

    private final EventStore store;
    private final Set<String> categories;
    private final Visibility visibility;

    StreamResource(EventStore store, Registry registry, Visibility visibility) {
        this.store = store;
        this.categories = registry.categories();
        this.visibility = visibility;
    }

    @GET
    public Uni<RestResponse<Page<StreamView>>> listStreams(@BeanParam Request request) {
        return request.answer(
                Endpoint.of(
                        (asked, _) -> streams(asked),
                        to -> {
                            PageQuery query = to.parameters(this::listQuery);
                            int wanted = query.limit() + 1;
                            return page(to.samples(StreamView.class, wanted), query, to.place());
                        }));
    }

    private PageQuery listQuery(Parameters in) {
        return in.page(StreamId::parse, in.oneOf("category", categories), in.optionalId("prefix"));
    }

    private Uni<RestResponse<Page<StreamView>>> streams(Request request) {
        PageQuery query = request.parameters().as(this::listQuery);
        Optional<String> category = query.filters().getFirst().map(Object::toString);
        visibility.requireShown(request, category);
        Set<String> wanted = new TreeSet<>(category.map(Set::of).orElse(categories));
        wanted.removeAll(visibility.hiddenFrom(request));
        return found(query, List.copyOf(wanted), List.of())
                .map(streams -> page(streams, query, Place.of(request)));
    }

    /** One stream more than wanted, to know whether there is another page. */
    private Uni<List<StreamView>> found(
            PageQuery query, List<String> categories, List<StreamView> before) {
        int missing = query.limit() + 1 - before.size();
        if (categories.isEmpty() || missing == 0) {
            return Uni.createFrom().item(before);
        }
        return ofCategory(query, categories.getFirst(), missing)
                .map(more -> Stream.concat(before.stream(), more.stream()).toList())
                .chain(all -> found(query, categories.subList(1, categories.size()), all));
    }

    private Uni<List<StreamView>> ofCategory(PageQuery query, String category, int limit) {
        String prefix = query.filters().getLast().map(Object::toString).orElse("");
        StreamId after = query.after().map(StreamId.class::cast).orElse(new StreamId(category, ""));
        int order = category.compareTo(after.category());
        return order < 0
                ? Uni.createFrom().item(List.of())
                : store.streams(category, prefix, order == 0 ? after.id() : "", limit)
                        .map(lasts -> lasts.stream().map(StreamView::of).toList());
    }

    private static RestResponse<Page<StreamView>> page(
            List<StreamView> read, PageQuery query, Place place) {
        Page<StreamView> page =
                Page.of(read, query, stream -> stream.category() + "/" + stream.streamId());
        return page.answer(page, place).build();
    }

    @GET
    @Path("{category}/{id}/events")
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
        visibility.requireShown(request, query.filters().getFirst());
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
}
