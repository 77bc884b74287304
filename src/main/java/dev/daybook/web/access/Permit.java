package dev.daybook.web.access;

import dev.daybook.engine.access.Caller;
import dev.daybook.engine.access.Scopes;
import dev.daybook.engine.access.Scopes.Reach;
import dev.daybook.web.problem.Problem;
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

    void attachTo(RoutingContext http) {
        http.put(NAME, this);
    }
}
