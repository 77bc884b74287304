package dev.daybook.engine.access;

import dev.daybook.engine.access.ApiKey.Event;
import dev.daybook.engine.access.ApiKey.Event.*;
import dev.daybook.engine.access.ApiKeys.ApiKeySummary;
import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row for each key, for those who look after them; whether a key holds is told by the log. */
@RegisterForReflection(ignoreNested = false)
public final class ApiKeys implements Projection.Fold<Event, ApiKeySummary> {

    public record ApiKeySummary(
            String keyId,
            String owner,
            List<String> scopes,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt,
            long version,
            Instant createdAt,
            Instant updatedAt) {

        private ApiKeySummary after(Recorded<Event> event, @Nullable Instant revocation) {
            return new ApiKeySummary(
                    keyId,
                    owner,
                    scopes,
                    expiresAt,
                    revocation,
                    event.version(),
                    createdAt,
                    event.recordedAt());
        }
    }

    @Override
    public ApiKeySummary fold(Optional<ApiKeySummary> before, Recorded<Event> event) {
        return switch (event.event()) {
            case KeyCreated(var owner, var scopes, var expiresAt, _) ->
                    new ApiKeySummary(
                            event.stream().id(),
                            owner,
                            scopes,
                            expiresAt,
                            null,
                            event.version(),
                            event.recordedAt(),
                            event.recordedAt());
            case KeyRotated _ -> before.orElseThrow().after(event, null);
            case KeyRevoked _ -> before.orElseThrow().after(event, event.recordedAt());
        };
    }
}
