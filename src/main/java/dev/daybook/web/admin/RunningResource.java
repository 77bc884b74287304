package dev.daybook.web.admin;

import dev.daybook.engine.Engine;
import dev.daybook.engine.admin.Administration;
import dev.daybook.engine.admin.InstanceStatus;
import dev.daybook.engine.process.ProcessStatus;
import dev.daybook.engine.process.Processes;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Endpoint;
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
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** What runs, over HTTP: the same through every instance. */
@Tag(description = "Projections and processes, for operators.")
@RequiresScope("ops")
@Path("/api/admin")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class RunningResource {

    /** All that are alive. */
    @RegisterForReflection
    record InstanceList(List<InstanceStatus> items) {}

    /** All of them. */
    @RegisterForReflection
    record ProcessList(List<ProcessStatus> items) {}

    private final Administration administration;
    private final Processes processes;

    RunningResource(Administration administration, Engine engine) {
        this.administration = administration;
        this.processes = engine.followers().processes();
    }

    @GET
    @Path("instances")
    public Uni<RestResponse<InstanceList>> listInstances(@BeanParam Request request) {
        return request.answer(
                Endpoint.plain(
                        InstanceList.class,
                        _ -> administration.instances().map(InstanceList::new)));
    }

    @GET
    @Path("processes")
    public Uni<RestResponse<ProcessList>> listProcesses(@BeanParam Request request) {
        return request.answer(
                Endpoint.plain(ProcessList.class, _ -> processes.statuses().map(ProcessList::new)));
    }
}
