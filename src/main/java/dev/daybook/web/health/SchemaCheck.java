package dev.daybook.web.health;

import dev.daybook.engine.Engine;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Comparator;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;

/** Ready while the tables are those of the newest migration that this service brings along. */
@Readiness
@Singleton
final class SchemaCheck implements AsyncHealthCheck {

    private static final String NAME = "schema";
    private static final String VERSION_PREFIX = "V";
    private static final String VERSION_END = "__";

    private final Engine engine;
    private final MigrationVersion newest;

    SchemaCheck(Engine engine, Flyway flyway) {
        this.engine = engine;
        this.newest =
                flyway
                        .getConfiguration()
                        .getResourceProvider()
                        .getResources(VERSION_PREFIX, new String[] {".sql"})
                        .stream()
                        .map(migration -> version(migration.getFilename()))
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
    }

    private static MigrationVersion version(String fileName) {
        return MigrationVersion.fromVersion(
                fileName.substring(VERSION_PREFIX.length(), fileName.indexOf(VERSION_END)));
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return BoundedCheck.bounded(NAME, engine.schemaVersion().map(this::response));
    }

    private HealthCheckResponse response(String version) {
        int order = MigrationVersion.fromVersion(version).compareTo(newest);
        var response =
                HealthCheckResponse.named(NAME)
                        .withData("version", version)
                        .withData("expected", newest.getVersion());
        if (order != 0) {
            response.withData(
                    "problem",
                    order > 0
                            ? "a newer version of the service has migrated the database"
                            : "the database is older than this service: was an older dump restored?");
        }
        return response.status(order == 0).build();
    }
}
