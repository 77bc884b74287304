package dev.daybook.web.health;

import dev.daybook.engine.KnownSchema;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the tables are some that this service works with. */
@Readiness
@Singleton
final class SchemaCheck implements AsyncHealthCheck {

    private static final String NAME = "schema";

    private final KnownSchema schema;

    SchemaCheck(KnownSchema schema) {
        this.schema = schema;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return BoundedCheck.bounded(NAME, schema.look().map(SchemaCheck::response));
    }

    private static HealthCheckResponse response(KnownSchema.Found found) {
        var response =
                HealthCheckResponse.named(NAME)
                        .withData("version", found.version())
                        .withData("expected", found.expected());
        found.problem().ifPresent(problem -> response.withData("problem", problem));
        return response.status(found.problem().isEmpty()).build();
    }
}
