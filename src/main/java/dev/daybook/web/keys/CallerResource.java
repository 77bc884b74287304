package dev.daybook.web.keys;

import dev.daybook.engine.access.Caller;
import dev.daybook.engine.access.Scopes.Reach;
import dev.daybook.web.access.EndpointScopes;
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
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Tells callers who they are taken for: a program that shows only what one may do asks here. */
@Tag(description = "Keys by which programs are known, and what each may do.")
@RequiresScope(RequiresScope.NONE)
@Path("/api/caller")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class CallerResource {

    /**
     * Who asks.
     *
     * @param name none where nobody is asked who they are
     * @param scopes all that the caller has, of those that endpoints name
     */
    @RegisterForReflection
    record CallerView(@Nullable String name, List<String> scopes) {

        static CallerView of(Caller caller) {
            return new CallerView(
                    caller.name().orElse(null),
                    EndpointScopes.all().stream()
                            .sorted()
                            .flatMap(scope -> held(scope, caller))
                            .toList());
        }

        private static Stream<String> held(String scope, Caller caller) {
            return caller.scopes().reach(scope).stream().flatMap(reach -> named(scope, reach));
        }

        private static Stream<String> named(String scope, Reach reach) {
            return reach.isNarrowed()
                    ? reach.owners().stream().sorted().map(owner -> scope + "@" + owner)
                    : Stream.of(scope);
        }
    }

    @GET
    public Uni<RestResponse<CallerView>> getCaller(@BeanParam Request request) {
        return request.answer(
                Endpoint.plain(
                        CallerView.class,
                        asked -> Uni.createFrom().item(CallerView.of(asked.caller()))));
    }
}
