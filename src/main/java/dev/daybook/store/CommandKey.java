package dev.daybook.store;

/**
 * A command's id and the fingerprint of the request, which tells a repeated request from a reused
 * id.
 */
public record CommandKey(CommandId id, String fingerprint) {}
