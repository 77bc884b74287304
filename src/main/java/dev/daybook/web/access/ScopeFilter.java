package dev.daybook.web.access;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/** Lets a request through to its endpoint whose caller has the endpoint's scope. */
@Singleton
public final class ScopeFilter {

    @ServerRequestFilter
    public void check(SimpleResourceInfo endpoint, RoutingContext http) {
        HttpMethod method = http.request().method();
        Permit asked = Permit.of(http);
        Permit granted =
                asked.at(
                        endpoint.getResourceClass(),
                        endpoint.getMethodName(),
                        method == HttpMethod.GET || method == HttpMethod.HEAD);
        if (granted != asked) {
            granted.attachTo(http);
        }
    }
}
