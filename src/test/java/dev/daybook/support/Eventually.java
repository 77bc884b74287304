package dev.daybook.support;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what has to come true, by asking again. */
public final class Eventually {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    private Eventually() {}

    /**
     * The first answer that holds.
     *
     * @throws AssertionError with the last answer if none does in time
     */
    public static <T> T eventually(Supplier<T> question, Predicate<T> holds) {
        long start = System.nanoTime();
        T answer = question.get();
        while (!holds.test(answer)) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new AssertionError("Never came true; last answer: " + answer);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            answer = question.get();
        }
        return answer;
    }
}
