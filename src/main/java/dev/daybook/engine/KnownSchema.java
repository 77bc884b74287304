package dev.daybook.engine;

import dev.daybook.store.postgres.Schema;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;

/**
 * The tables that this service works with: those of the newest migration that it brings along, and
 * newer ones that say so.
 */
@Singleton
public final class KnownSchema {

    private static final String PREFIX = "V";
    private static final String VERSION_END = "__";

    /**
     * What was found.
     *
     * @param version of the tables
     * @param expected the one that this service brings along
     * @param problem why it does not work with them, if it does not
     */
    public record Found(String version, String expected, Optional<String> problem) {}

    private final Engine engine;
    private final MigrationVersion expected;

    KnownSchema(Engine engine, Flyway flyway) {
        this.engine = engine;
        this.expected =
                flyway
                        .getConfiguration()
                        .getResourceProvider()
                        .getResources(PREFIX, new String[] {".sql"})
                        .stream()
                        .map(migration -> version(migration.getFilename()))
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
    }

    private static MigrationVersion version(String fileName) {
        return MigrationVersion.fromVersion(
                fileName.substring(PREFIX.length(), fileName.indexOf(VERSION_END)));
    }

    /** Compares the database's tables with it. */
    public Uni<Found> look() {
        return engine.schemaVersions()
                .map(
                        versions ->
                                new Found(
                                        versions.newest(),
                                        expected.getVersion(),
                                        problem(versions)));
    }

    private Optional<String> problem(Schema.Versions versions) {
        if (MigrationVersion.fromVersion(versions.newest()).compareTo(expected) < 0) {
            return Optional.of(
                    "the database is older than this service: was an older dump restored?");
        }
        return MigrationVersion.fromVersion(versions.oldestService()).compareTo(expected) > 0
                ? Optional.of("a newer version of the service has migrated the database")
                : Optional.empty();
    }

    /** Succeeds if this service works with them; fails with {@link UnknownSchema} else. */
    Uni<Void> require() {
        return look().invoke(
                        found ->
                                found.problem()
                                        .ifPresent(
                                                problem -> {
                                                    throw new UnknownSchema(
                                                            found.version(), problem);
                                                }))
                .replaceWithVoid();
    }
}
