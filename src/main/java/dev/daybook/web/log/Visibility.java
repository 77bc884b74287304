package dev.daybook.web.log;

import dev.daybook.engine.Registry;
import dev.daybook.engine.access.Scopes;
import dev.daybook.web.request.Request;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who may do what, and who did, is in the log too: only those see it who look after it. */
@Singleton
final class Visibility {

    private final Set<String> confidential;

    Visibility(Registry registry) {
        this.confidential = registry.confidentialCategories();
    }

    /** The categories of which a caller sees nothing. */
    Set<String> hiddenFrom(Request request) {
        return request.caller().scopes().allow(Scopes.ACCESS_ADMIN) ? Set.of() : confidential;
    }

    /** Refuses a request that names a category of which the caller sees nothing. */
    void requireShown(Request request, Optional<?> category) {
        if (category.filter(hiddenFrom(request)::contains).isPresent()) {
            request.requireOwn(List.of(Scopes.ACCESS_ADMIN));
        }
    }
}
