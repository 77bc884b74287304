package dev.daybook.web.admin;

import dev.daybook.engine.Engine;
import dev.daybook.engine.Registry;
import dev.daybook.engine.access.Scopes;
import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.history.Steps.Step;
import dev.daybook.kernel.Module;
import dev.daybook.kernel.Projection;
import dev.daybook.store.StoredEvent;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Endpoint;
import dev.daybook.web.answer.Page;
import dev.daybook.web.answer.Page.Place;
import dev.daybook.web.log.LoggedEvent;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** What a projection makes of a stream over HTTP, event by event: why a row is as it is. */
@Tag(description = "Projections and processes, for operators.")
@RequiresScope("ops")
@Path("/api/admin/projections/{name}/steps/{id}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class StepResource {

    private static final String READ_LOG = "log:read";

    /**
     * One event, and what it changes.
     *
     * @param before the row that it replaces, if any
     * @param after the rows that it writes
     */
    @RegisterForReflection
    record StepView(
            LoggedEvent event, List<Map<String, Object>> before, List<Map<String, Object>> after) {}

    private final Engine engine;
    private final Codec codec = new Codec();
    private final Map<String, Module<?, ?, ?>> modules = new TreeMap<>();
    private final Map<String, Projection<?, ?>> projections = new TreeMap<>();

    StepResource(Engine engine, Registry registry) {
        this.engine = engine;
        for (Module<?, ?, ?> module : registry.modules()) {
            for (Projection<?, ?> projection : module.projections()) {
                modules.put(projection.table(), module);
                projections.put(projection.table(), projection);
            }
        }
    }

    @GET
    public Uni<RestResponse<Page<StepView>>> listSteps(@BeanParam Request request) {
        return request.answer(
                Endpoint.of(
                        (asked, _) -> steps(asked),
                        to -> {
                            PageQuery query = to.parameters(this::query);
                            List<StepView> steps =
                                    to.log(query.limit() + 1).events().stream()
                                            .map(StepResource::sample)
                                            .toList();
                            return page(steps, query, to.place());
                        }));
    }

    private static StepView sample(StoredEvent event) {
        return new StepView(LoggedEvent.of(event), List.of(), List.of(Map.of("balance", 800)));
    }

    private PageQuery query(Parameters in) {
        return in.pageAfter(Optional.of(name(in.occasion())), Optional.of(in.occasion().id()));
    }

    /** Of a projection of whose events the caller may see everything. */
    private String name(Occasion in) {
        String name = in.projection(projections.keySet());
        in.requireOwn(
                modules.get(name).aggregate().isConfidential()
                        ? List.of(READ_LOG, Scopes.ACCESS_ADMIN)
                        : List.of(READ_LOG));
        return name;
    }

    private Uni<RestResponse<Page<StepView>>> steps(Request request) {
        PageQuery query = request.parameters().as(this::query);
        Projection<?, ?> projection = projections.get(name(request));
        return steps(projection, request.id(), query)
                .map(steps -> page(steps, query, Place.of(request)));
    }

    /** One step more than wanted, to know whether there is another page. */
    private <E, R extends Record> Uni<List<StepView>> steps(
            Projection<E, R> projection, String id, PageQuery query) {
        return engine.steps(projection)
                .of(id, query.position(), query.limit() + 1)
                .map(steps -> steps.stream().map(this::view).toList());
    }

    private StepView view(Step<? extends Record> step) {
        return new StepView(LoggedEvent.of(step.event()), rows(step.before()), rows(step.after()));
    }

    @SuppressWarnings("unchecked") // a record is an object
    private List<Map<String, Object>> rows(List<? extends Record> rows) {
        return rows.stream()
                .map(row -> (Map<String, Object>) codec.read(codec.write(row), Map.class))
                .toList();
    }

    private static RestResponse<Page<StepView>> page(
            List<StepView> read, PageQuery query, Place place) {
        Page<StepView> page = Page.of(read, query, step -> String.valueOf(step.event().version()));
        return page.answer(page, place).build();
    }
}
