package dev.daybook.engine.checkpoint;

/**
 * Names one row of {@code subscriptions}.
 *
 * @param name of the subscription; a projection's is its read table's
 * @param live false for the read table that is filled beside the live one
 */
public record SubscriptionKey(String name, boolean live) {}
