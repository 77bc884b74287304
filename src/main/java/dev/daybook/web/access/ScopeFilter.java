package dev.daybook.web.access;

import dev.daybook.engine.access.Caller;
import dev.daybook.engine.access.Scopes.Reach;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/** Lets a request through to its endpoint whose caller has the endpoint's scope. */
@Singleton
public final class ScopeFilter {

    @ServerRequestFilter
    public void check(SimpleResourceInfo endpoint, RoutingContext http) {
        String scope =
                EndpointScopes.of(
                        endpoint.getResourceClass(),
                        endpoint.getMethodName(),
                        http.request().method() == HttpMethod.GET
                                || http.request().method() == HttpMethod.HEAD);
        if (!scope.equals(RequiresScope.NONE)) {
            Caller caller = Permit.of(http).caller();
            Optional<Reach> reach = caller.scopes().reach(scope);
            if (reach.isEmpty()) {
                throw Forbidden.lacking(scope).exception();
            }
            if (reach.get().isNarrowed()) {
                if (!EndpointScopes.areNarrowable(endpoint.getResourceClass())) {
                    throw Forbidden.lacking(scope).exception();
                }
                new Permit(caller, reach.get()).attachTo(http);
            }
        }
    }
}
