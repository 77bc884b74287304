package dev.daybook.web.access;

import dev.daybook.engine.access.Caller;
import dev.daybook.engine.access.Scopes;
import dev.daybook.engine.access.Scopes.Reach;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.ProblemException;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * That a request may be served.
 *
 * @param reach whose things it may concern
 */
public record Permit(Caller caller, Reach reach) {

    private static final String NAME = "daybook.permit";

    /** That of a request which has passed the gate. */
    public static Permit of(RoutingContext http) {
        return Objects.requireNonNull(http.get(NAME), "nobody was asked for this request");
    }

    /** That of a request, where it has passed the gate. */
    public static Optional<Permit> find(RoutingContext http) {
        return Optional.ofNullable(http.get(NAME));
    }

    /** Refuses the request where its caller names somebody else without being allowed to. */
    public void requireMayName(String user) {
        boolean own = caller.name().filter(user::equals).isPresent();
        if (!own && !caller.scopes().allow(Scopes.ACT_AS)) {
            throw Forbidden.lacking(Scopes.ACT_AS).exception();
        }
    }

    /** Refuses the request where it may not concern what belongs to somebody. */
    public void requireCovered(String owner) {
        if (!reach.covers(owner)) {
            throw Problem.of(
                            403,
                            "forbidden",
                            "The caller may do this only for "
                                    + String.join(", ", reach.owners())
                                    + ".")
                    .exception();
        }
    }

    /** Refuses the request where its caller does not have these scopes. */
    public void requireOwn(Collection<String> scopes) {
        List<String> lacking = caller.scopes().lacking(scopes);
        if (!lacking.isEmpty()) {
            throw Forbidden.lacking(String.join(" ", lacking)).exception();
        }
    }

    /**
     * The permit for an endpoint.
     *
     * @param method the endpoint's name in its class
     * @param reads whether it changes nothing
     * @throws ProblemException if the caller lacks the endpoint's scope
     */
    public Permit at(Class<?> resource, String method, boolean reads) {
        String scope = EndpointScopes.of(resource, method, reads);
        if (scope.equals(RequiresScope.NONE)) {
            return this;
        }
        Reach granted =
                caller.scopes()
                        .reach(scope)
                        .filter(
                                narrowed ->
                                        !narrowed.isNarrowed()
                                                || EndpointScopes.areNarrowable(resource))
                        .orElseThrow(() -> Forbidden.lacking(scope).exception());
        return granted.equals(reach) ? this : new Permit(caller, granted);
    }

    void attachTo(RoutingContext http) {
        http.put(NAME, this);
    }
}
