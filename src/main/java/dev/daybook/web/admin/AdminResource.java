package dev.daybook.web.admin;

import dev.daybook.engine.admin.Administration;
import dev.daybook.engine.admin.ProjectionStatus;
import dev.daybook.engine.admin.ProjectionStatus.ParkedStream;
import dev.daybook.engine.admin.ProjectionStatus.RebuildStatus;
import dev.daybook.engine.subscription.EventStillFails;
import dev.daybook.kernel.StreamId;
import dev.daybook.web.answer.Reads;
import dev.daybook.web.answer.Reads.Page;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.PageQuery;
import dev.daybook.web.request.Request;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** The projections over HTTP, for operators: the same through every instance. */
@Path("/api/admin/projections")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class AdminResource {

    /** A projection as it is shown. */
    @RegisterForReflection
    record ProjectionView(
            String name,
            int version,
            long position,
            long lagEvents,
            double lagSeconds,
            @Nullable String owner,
            ProjectionStatus.State state,
            @Nullable String failure,
            long parked,
            @Nullable RebuildView rebuild) {

        static ProjectionView of(ProjectionStatus status) {
            return new ProjectionView(
                    status.name(),
                    status.version(),
                    status.position(),
                    status.lag().events(),
                    rounded(status.lag().seconds(), 3),
                    status.owner().orElse(null),
                    status.state(),
                    status.failure().orElse(null),
                    status.parked(),
                    status.rebuild().map(RebuildView::of).orElse(null));
        }
    }

    /** How far a rebuild is. */
    @RegisterForReflection
    record RebuildView(
            int version,
            long position,
            double percent,
            long eventsPerSecond,
            @Nullable Double secondsLeft,
            @Nullable String owner,
            @Nullable String failure,
            long parked) {

        static RebuildView of(RebuildStatus status) {
            return new RebuildView(
                    status.version(),
                    status.position(),
                    rounded(status.percent(), 1),
                    Math.round(status.eventsPerSecond()),
                    status.secondsLeft().isPresent()
                            ? rounded(status.secondsLeft().getAsDouble(), 1)
                            : null,
                    status.owner().orElse(null),
                    status.failure().orElse(null),
                    status.parked());
        }
    }

    /** All projections. */
    @RegisterForReflection
    record ProjectionList(List<ProjectionView> items) {}

    /** How many events of a parked stream were handled just now. */
    @RegisterForReflection
    record Unparked(long handled) {}

    private final Administration administration;

    AdminResource(Administration administration) {
        this.administration = administration;
    }

    @GET
    public Uni<RestResponse<ProjectionList>> listProjections(@BeanParam Request request) {
        request.refuseParameters();
        return (request.sketch == null
                        ? administration
                                .projections()
                                .map(all -> all.stream().map(ProjectionView::of).toList())
                                .map(ProjectionList::new)
                        : request.sketch.sample(ProjectionList.class))
                .map(RestResponse::ok);
    }

    @POST
    @Path("{name}/rebuild")
    public Uni<RestResponse<ProjectionView>> rebuildProjection(@BeanParam Request request) {
        request.refuseParameters();
        request.refuseBody();
        String name = projection(request);
        if (!administration.rebuildable().contains(name)) {
            throw Problem.of(409, "not-rebuildable", name + " has no table: it acts.").exception();
        }
        return (request.sketch == null
                        ? administration.rebuild(name).map(ProjectionView::of)
                        : request.sketch.sample(ProjectionView.class))
                .map(projection -> RestResponse.status(RestResponse.Status.ACCEPTED, projection));
    }

    @GET
    @Path("{name}/parked")
    public Uni<RestResponse<Page<ParkedStream>>> listParkedStreams(@BeanParam Request request) {
        String name = projection(request);
        PageQuery query =
                request.parameters().as(in -> in.page(AdminResource::streamOf, Optional.of(name)));
        StreamId after = query.after().map(StreamId.class::cast).orElse(new StreamId("", ""));
        int wanted = query.limit() + 1;
        return (request.sketch == null
                        ? administration.parked(name, after, wanted)
                        : request.sketch.samples(ParkedStream.class, wanted))
                .map(streams -> page(request, query, streams));
    }

    @POST
    @Path("{name}/parked/{category}/{id}/retry")
    public Uni<RestResponse<Unparked>> retryParkedStream(@BeanParam Request request) {
        request.refuseParameters();
        request.refuseBody();
        String name = projection(request);
        StreamId stream = stream(request);
        return unparked(
                request.sketch == null
                        ? administration.retry(name, stream)
                        : request.sketch.sample(Unparked.class).map(Unparked::handled));
    }

    @POST
    @Path("{name}/parked/{category}/{id}/skip")
    public Uni<RestResponse<Unparked>> skipParkedEvent(@BeanParam Request request, Body body) {
        request.refuseParameters();
        String reason = body.as(in -> in.text("reason"));
        String name = projection(request);
        StreamId stream = stream(request);
        return unparked(
                request.sketch == null
                        ? administration.skip(name, stream, reason, request.user())
                        : request.sketch.sample(Unparked.class).map(Unparked::handled));
    }

    private static double rounded(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }

    private static Uni<RestResponse<Unparked>> unparked(Uni<Long> handled) {
        return handled.map(number -> RestResponse.ok(new Unparked(number)))
                .onFailure(NoSuchElementException.class)
                .transform(
                        missing ->
                                Problem.of(
                                                404,
                                                "no-such-parked-stream",
                                                "This stream is not parked by this projection.")
                                        .exception())
                .onFailure(EventStillFails.class)
                .transform(
                        failure ->
                                Problem.of(409, "event-still-fails", failure.getMessage())
                                        .exception());
    }

    private String projection(Request request) {
        return request.projection(administration.names());
    }

    private StreamId stream(Request request) {
        return new StreamId(request.category(administration.categories()), request.id());
    }

    private static StreamId streamOf(String place) {
        int slash = place.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not a stream");
        }
        return new StreamId(place.substring(0, slash), place.substring(slash + 1));
    }

    /** One stream more than wanted was read, to know whether there is another page. */
    private static RestResponse<Page<ParkedStream>> page(
            Request request, PageQuery query, List<ParkedStream> read) {
        if (read.size() <= query.limit()) {
            return RestResponse.ok(new Page<>(read, null));
        }
        List<ParkedStream> streams = read.subList(0, query.limit());
        ParkedStream last = streams.getLast();
        String cursor = query.cursor(last.category() + "/" + last.streamId());
        return ResponseBuilder.ok(new Page<>(streams, cursor))
                .header(HttpHeaders.LINK, Reads.next(request, cursor))
                .build();
    }
}
