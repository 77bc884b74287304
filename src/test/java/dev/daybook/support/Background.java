package dev.daybook.support;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Work beside the test, on a thread that sees the same classes: those of a common pool do not. */
public final class Background {

    private Background() {}

    /** Starts at once; the future is the result. */
    public static <T> CompletableFuture<T> start(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> Thread.ofPlatform().start(task));
    }
}
