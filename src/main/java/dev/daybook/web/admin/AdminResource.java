package dev.daybook.web.admin;

import dev.daybook.engine.admin.Administration;
import dev.daybook.engine.admin.ProjectionStatus;
import dev.daybook.engine.admin.ProjectionStatus.ParkedStream;
import dev.daybook.engine.admin.ProjectionStatus.RebuildStatus;
import dev.daybook.engine.subscription.EventStillFails;
import dev.daybook.kernel.StreamId;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Description;
import dev.daybook.web.answer.Endpoint;
import dev.daybook.web.answer.Page;
import dev.daybook.web.answer.Page.Place;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Fields;
import dev.daybook.web.request.Occasion;
import dev.daybook.web.request.PageQuery;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.Request;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The projections over HTTP, for operators: the same through every instance. */
@Tag(description = "Projections and processes, for operators.")
@RequiresScope("ops")
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
    record ProjectionList(List<ProjectionView> items) {

        static ProjectionList of(List<ProjectionStatus> all) {
            return new ProjectionList(all.stream().map(ProjectionView::of).toList());
        }
    }

    /** How many events of a parked stream were handled just now. */
    @RegisterForReflection
    record Unparked(long handled) {}

    private record Parked(String by, StreamId stream) {}

    private final Administration administration;

    AdminResource(Administration administration) {
        this.administration = administration;
    }

    @GET
    public Uni<RestResponse<ProjectionList>> listProjections(@BeanParam Request request) {
        return request.answer(
                Endpoint.plain(
                        ProjectionList.class,
                        _ -> administration.projections().map(ProjectionList::of)));
    }

    @POST
    @Path("{name}/rebuild")
    public Uni<RestResponse<ProjectionView>> rebuildProjection(@BeanParam Request request) {
        return request.answer(
                Endpoint.of(
                        (asked, _) -> rebuild(asked).map(AdminResource::begun),
                        to -> {
                            to.path(this::projection);
                            return begun(to.samples(ProjectionView.class, 1).getFirst());
                        }));
    }

    private Uni<ProjectionView> rebuild(Request request) {
        request.refuseParameters();
        request.refuseBody();
        String name = projection(request);
        if (!administration.rebuildable().contains(name)) {
            throw Problem.of(409, "not-rebuildable", name + " has no table: it acts.").exception();
        }
        return administration.rebuild(name).map(ProjectionView::of);
    }

    private static RestResponse<ProjectionView> begun(ProjectionView projection) {
        return RestResponse.status(RestResponse.Status.ACCEPTED, projection);
    }

    @GET
    @Path("{name}/parked")
    public Uni<RestResponse<Page<ParkedStream>>> listParkedStreams(@BeanParam Request request) {
        return request.answer(
                Endpoint.of(
                        (asked, _) -> parked(asked),
                        to -> {
                            PageQuery query = to.parameters(this::parked);
                            int wanted = query.limit() + 1;
                            return page(to.samples(ParkedStream.class, wanted), query, to.place());
                        }));
    }

    private PageQuery parked(Parameters in) {
        return in.page(StreamId::parse, Optional.of(projection(in.occasion())));
    }

    private Uni<RestResponse<Page<ParkedStream>>> parked(Request request) {
        PageQuery query = request.parameters().as(this::parked);
        StreamId after = query.after().map(StreamId.class::cast).orElse(new StreamId("", ""));
        return administration
                .parked(projection(request), after, query.limit() + 1)
                .map(streams -> page(streams, query, Place.of(request)));
    }

    /** One stream more than wanted was read, to know whether there is another page. */
    private static RestResponse<Page<ParkedStream>> page(
            List<ParkedStream> read, PageQuery query, Place place) {
        Page<ParkedStream> page =
                Page.of(read, query, stream -> stream.category() + "/" + stream.streamId());
        return page.answer(page, place).build();
    }

    @POST
    @Path("{name}/parked/{category}/{id}/retry")
    public Uni<RestResponse<Unparked>> retryParkedStream(@BeanParam Request request) {
        return request.answer(
                Endpoint.of(
                        (asked, _) -> {
                            asked.refuseParameters();
                            asked.refuseBody();
                            Parked parked = parkedStream(asked);
                            return unparked(administration.retry(parked.by(), parked.stream()));
                        },
                        this::unparked));
    }

    @POST
    @Path("{name}/parked/{category}/{id}/skip")
    public Uni<RestResponse<Unparked>> skipParkedEvent(@BeanParam Request request, Body body) {
        Function<Fields, String> reason = in -> in.text("reason");
        return request.answer(
                body,
                Endpoint.of(
                        (asked, sent) -> {
                            asked.refuseParameters();
                            String why = sent.as(asked, reason);
                            Parked parked = parkedStream(asked);
                            return unparked(
                                    administration.skip(
                                            parked.by(), parked.stream(), why, asked.user()));
                        },
                        to -> {
                            to.body(reason);
                            return unparked(to);
                        }));
    }

    private RestResponse<Unparked> unparked(Description to) {
        to.path(this::parkedStream);
        return RestResponse.ok(to.samples(Unparked.class, 1).getFirst());
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

    private String projection(Occasion in) {
        return in.projection(administration.names());
    }

    private Parked parkedStream(Occasion in) {
        return new Parked(
                projection(in), new StreamId(in.category(administration.categories()), in.id()));
    }
}
