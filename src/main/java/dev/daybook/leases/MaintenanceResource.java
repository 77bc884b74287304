package dev.daybook.leases;

import static dev.daybook.leases.Lease.LEASE;
import static dev.daybook.leases.Lease.Refusal.NO_SUCH_LEASE;

import dev.daybook.engine.Engine;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.leases.Lease.Command;
import dev.daybook.leases.Lease.Command.*;
import dev.daybook.leases.LeaseSummaries.LeaseSummary;
import dev.daybook.leases.MaintenanceRequests.MaintenanceRequest;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Page;
import dev.daybook.web.answer.Reads;
import dev.daybook.web.answer.Receipt;
import dev.daybook.web.answer.Writes;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Fields;
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
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What the tenant of a lease wants mended, over HTTP. */
@RegisterForReflection(ignoreNested = false)
@Tag(description = "What a tenant wants mended.")
@RequiresScope("leases")
@Path("/api/leases/{id}/maintenance-requests")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class MaintenanceResource {

    private static final String LIST =
            """
            select request_key, lease_id, request_id, description, created_on, completed_on, satisfaction
            from maintenance_request
            where lease_id = $1 and request_key > coalesce($2::text, '')
            order by request_key
            limit $3
            """;

    record MaintenanceView(
            String requestId,
            String description,
            LocalDate createdOn,
            @Nullable LocalDate completedOn,
            @Nullable Integer satisfaction) {

        static MaintenanceView of(MaintenanceRequest request) {
            return new MaintenanceView(
                    request.requestId(),
                    request.description(),
                    request.createdOn(),
                    request.completedOn(),
                    request.satisfaction());
        }
    }

    private final Writes<Command> writes;
    private final Reads<LeaseSummary> leases;
    private final Reads<MaintenanceRequest> requests;

    MaintenanceResource(Commands commands, Engine engine) {
        writes = new Writes<>(commands, LEASE, "leaseId", "/api/leases");
        leases = new Reads<>(engine.readModel(new LeaseSummaries()));
        requests = new Reads<>(engine.readModel(new MaintenanceRequests()));
    }

    @POST
    public Uni<RestResponse<Receipt>> requestMaintenance(@BeanParam Request request, Body body) {
        return request.answer(
                body,
                writes.add(
                        "requestId",
                        (requestId, in) ->
                                new RequestMaintenance(
                                        requestId, in.text("description"), in.today())));
    }

    @POST
    @Path("{requestId}/complete")
    public Uni<RestResponse<Receipt>> completeMaintenance(@BeanParam Request request, Body body) {
        return request.answer(
                body,
                writes.execute(
                        in ->
                                new CompleteMaintenance(
                                        in.part("requestId"), satisfaction(in), in.today())));
    }

    private static @Nullable Integer satisfaction(Fields in) {
        OptionalLong points = in.optionalNumber("satisfaction", 1, 5);
        return points.isPresent() ? Math.toIntExact(points.getAsLong()) : null;
    }

    @GET
    public Uni<RestResponse<Page<MaintenanceView>>> listMaintenanceRequests(
            @BeanParam Request request) {
        return request.answer(
                requests.pageOf(
                        leases,
                        NO_SUCH_LEASE,
                        LIST,
                        in -> in.page(Function.identity(), Optional.of(in.part("id"))),
                        MaintenanceRequest::requestKey,
                        (_, page) -> page.map(MaintenanceView::of)));
    }
}
