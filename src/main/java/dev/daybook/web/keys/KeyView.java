package dev.daybook.web.keys;

import dev.daybook.engine.access.ApiKeys.ApiKeySummary;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is shown, without what it is known by.
 *
 * @param lastUsedAt to the minute
 */
@RegisterForReflection
record KeyView(
        String keyId,
        String owner,
        List<String> scopes,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt,
        long version,
        Instant createdAt,
        Instant updatedAt) {

    static KeyView of(ApiKeySummary key) {
        return new KeyView(
                key.keyId(),
                key.owner(),
                key.scopes(),
                key.expiresAt(),
                null,
                key.revokedAt(),
                key.version(),
                key.createdAt(),
                key.updatedAt());
    }

    KeyView usedAt(@Nullable Instant instant) {
        return new KeyView(
                keyId, owner, scopes, expiresAt, instant, revokedAt, version, createdAt, updatedAt);
    }
}
