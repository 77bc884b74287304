package dev.daybook.support;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what must come, never for a time: the bound is only there to end a broken test. */
public final class Wait {

    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

    private Wait() {}

    /** Returns once the condition holds. */
    public static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > BOUND.toNanos()) {
                throw new AssertionError("Still not so: " + what);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    /** The first answer that holds. */
    public static <T> T until(Supplier<T> question, Predicate<T> holds) {
        AtomicReference<T> answer = new AtomicReference<>();
        until(
                "an answer that holds",
                () -> {
                    answer.set(question.get());
                    return holds.test(answer.get());
                });
        return answer.get();
    }

    /** The answer, or the failure that was answered. */
    public static <T> T answerOf(Uni<T> uni) {
        return uni.await().atMost(BOUND);
    }

    /** The answer, or the failure that was answered. */
    public static <T> T answerOf(CompletableFuture<T> future) {
        try {
            return future.orTimeout(BOUND.toSeconds(), TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
