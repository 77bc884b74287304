package dev.daybook.web.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whoever guesses is told later and later: by address, up to some seconds. The delay counts from
 * before the check and is far above what that takes, so that the time of an answer does not tell
 * what was wrong.
 */
@Singleton
final class FailedAttempts {

    private static final Duration LEAST = Duration.ofMillis(100);
    private static final int MOST_DOUBLINGS = 5;
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(1);
    private static final long MOST_ADDRESSES = 10_000;

    private final Vertx vertx;
    private final Cache<String, AtomicInteger> failures =
            Caffeine.newBuilder()
                    .maximumSize(MOST_ADDRESSES)
                    .expireAfterAccess(FORGOTTEN_AFTER)
                    .executor(Runnable::run)
                    .build();

    FailedAttempts(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Gives the answer to an attempt that failed, when it is time.
     *
     * @param begun when the check began, by {@link System#nanoTime}
     */
    void answer(RoutingContext http, long begun, Runnable answer) {
        String address = String.valueOf(http.request().connection().remoteAddress().hostAddress());
        int before = failures.get(address, _ -> new AtomicInteger()).getAndIncrement();
        long delay = LEAST.toNanos() << Math.min(before, MOST_DOUBLINGS);
        // the event loop's own timer: that of Vert.x counts whole milliseconds, and rounds tell too
        ((ContextInternal) vertx.getOrCreateContext())
                .nettyEventLoop()
                .schedule(
                        () -> {
                            if (!http.response().closed()) {
                                answer.run();
                            }
                        },
                        begun + delay - System.nanoTime(),
                        TimeUnit.NANOSECONDS);
    }
}
