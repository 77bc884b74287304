package dev.daybook.web.health;

import dev.daybook.web.access.RequiresScope;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The shortest answer that the service can give; the probes under {@code /q/health} say more. */
@Tag(description = "Whether the service is well.")
@RequiresScope(RequiresScope.NONE)
@Path("/health")
public final class HealthResource {

    @GET
    @NonBlocking
    public Map<String, String> health() {
        return Map.of("status", "ok");
    }
}
