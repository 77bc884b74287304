package dev.daybook.store;

/**
 * Names a command that must take effect once.
 *
 * @param caller who sent it; the value is unique for each caller
 * @param value the caller's idempotency key, or a process manager's deterministic id
 */
public record CommandId(String caller, String value) {}
