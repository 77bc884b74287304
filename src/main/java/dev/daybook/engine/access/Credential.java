package dev.daybook.engine.access;

import java.time.Instant;

/**
 * A credential that was found to hold.
 *
 * @param keyId of the key; the empty text for a token
 * @param expiresAt from then on it does not hold any more
 */
public record Credential(Caller caller, String keyId, Instant expiresAt) {}
