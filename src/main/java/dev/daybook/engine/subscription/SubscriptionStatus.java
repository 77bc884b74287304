package dev.daybook.engine.subscription;

import dev.daybook.engine.checkpoint.SubscriptionKey;
import java.time.Duration;
import java.util.Optional;

/**
 * One subscription as the database has it.
 *
 * @param owner the name of the instance that owns it, if one does
 * @param failure why it does not advance, if so
 * @param behind since when the first event is recorded that is not handled; zero if there is none
 * @param parked how many streams of it wait
 * @param firstParked one of them
 * @param others how many other instances are alive
 */
public record SubscriptionStatus(
        SubscriptionKey key,
        int version,
        long position,
        Optional<String> owner,
        boolean mine,
        Optional<String> failure,
        Duration behind,
        long parked,
        Optional<String> firstParked,
        long others) {}
