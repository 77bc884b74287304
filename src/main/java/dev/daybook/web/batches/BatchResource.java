package dev.daybook.web.batches;

import dev.daybook.engine.Registry;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.web.access.RateLimits;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Description;
import dev.daybook.web.answer.Endpoint;
import dev.daybook.web.problem.Violation;
import dev.daybook.web.problem.Violations;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.BodyReader;
import dev.daybook.web.request.Request;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** Many writes at once, over HTTP. */
@Tag(description = "Many writes in one request, each by itself or all together.")
@RequiresScope(RequiresScope.NONE)
@BodyReader.TakesMany
@Path("/api/batches")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class BatchResource {

    /**
     * What became of the commands of a batch.
     *
     * @param items one for each command, in order
     */
    @RegisterForReflection
    record BatchAnswer(List<BatchItem> items) {}

    /** What belongs to a command, and would be passed over here. */
    private static final List<String> OF_COMMANDS = List.of("Idempotency-Key", "If-Match");

    private final Commands commands;
    private final RateLimits limits;
    private final Registry registry;

    /** Known once the framework has started. */
    private volatile @Nullable WriteRoutes routes;

    BatchResource(Commands commands, RateLimits limits, Registry registry) {
        this.commands = commands;
        this.limits = limits;
        this.registry = registry;
    }

    @POST
    public Uni<RestResponse<BatchAnswer>> sendBatch(@BeanParam Request request, Body body) {
        return request.answer(body, Endpoint.of(this::send, this::describe));
    }

    private Uni<RestResponse<BatchAnswer>> send(Request request, Body body) {
        request.refuseParameters();
        refuseHeadersOfCommands(request);
        Batch batch = body.as(request, Batch::of);
        Optional<String> left = limits.countFurther(request.caller(), batch.commands().size() - 1);
        List<Member> members = BatchReader.read(routes(), request, batch);
        return (batch.atomic()
                        ? AtomicRun.of(commands, members).items()
                        : new BatchRun(commands, members).items())
                .map(items -> answer(new BatchAnswer(items), left));
    }

    private static void refuseHeadersOfCommands(Request request) {
        Violations violations = new Violations();
        OF_COMMANDS.stream()
                .filter(name -> request.header(name).isPresent())
                .map(
                        name ->
                                Violation.inParameter(
                                        name,
                                        "unknown-parameter",
                                        "Each command of a batch bears its own."))
                .forEach(violations::add);
        violations.throwIfAny();
    }

    private static RestResponse<BatchAnswer> answer(BatchAnswer items, Optional<String> left) {
        ResponseBuilder<BatchAnswer> answer = ResponseBuilder.ok(items);
        left.ifPresent(value -> answer.header("RateLimit", value));
        return answer.build();
    }

    private WriteRoutes routes() {
        WriteRoutes known = routes;
        if (known == null) {
            known = new WriteRoutes();
            routes = known;
        }
        return known;
    }

    private RestResponse<BatchAnswer> describe(Description to) {
        to.body(Batch::of);
        registry.modules().forEach(module -> to.refusals(module.aggregate().refusals()));
        BatchItem written =
                new BatchItem(
                        200, Map.of("accountId", "account-1"), 3L, 90_211L, null, 90_211L, null);
        return RestResponse.ok(new BatchAnswer(List.of(written)));
    }
}
