package dev.daybook.web.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.daybook.engine.access.Caller;
import dev.daybook.engine.settings.Settings;
import dev.daybook.web.problem.Problem;
import io.vertx.core.MultiMap;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How many requests each caller may send: so many a second, and at once no more than those of a
 * second. What counts is kept as one number for each caller, and forgotten once it says nothing.
 *
 * <p>The generic cell rate algorithm of ITU-T I.371; the headers are those of
 * draft-ietf-httpapi-ratelimit-headers.
 */
@Singleton
public final class RateLimits {

    private static final long MOST_CALLERS = 100_000;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final int limit;
    private final LongSupplier nanoTime;
    private final Cache<String, AtomicLong> nextFree =
            Caffeine.newBuilder()
                    .maximumSize(MOST_CALLERS)
                    .expireAfterAccess(Duration.ofSeconds(10))
                    .executor(Runnable::run)
                    .build();

    @Inject
    RateLimits(Settings settings) {
        this(settings.rateLimit(), System::nanoTime);
    }

    /**
     * @param limit requests a second; 0 where there is none
     */
    RateLimits(int limit, LongSupplier nanoTime) {
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    /**
     * Counts a request.
     *
     * @param answer gets the headers that tell how many are left
     * @return why it is refused, if so
     */
    Optional<Problem> count(Caller caller, MultiMap answer) {
        if (limit == 0) {
            return Optional.empty();
        }
        long now = nanoTime.getAsLong();
        AtomicLong free = nextFree(caller, now);
        long cost = SECOND / limit;
        long before =
                free.getAndUpdate(next -> isLate(next, now, cost) ? next : from(next, now) + cost);
        boolean refused = isLate(before, now, cost);
        long busy = from(before, now) - now + (refused ? 0 : cost);
        answer.set("RateLimit-Policy", "\"default\";q=%d;w=1".formatted(limit));
        answer.set("RateLimit", left(busy));
        return refused ? Optional.of(exceeded(seconds(busy + cost - SECOND))) : Optional.empty();
    }

    /**
     * Counts what comes with a request that was counted as one: it is taken as a whole, and what it
     * is too much delays the caller's next requests.
     *
     * @return what the header {@code RateLimit} says then, where there is a limit
     */
    public Optional<String> countFurther(Caller caller, int requests) {
        if (limit == 0) {
            return Optional.empty();
        }
        long now = nanoTime.getAsLong();
        long next =
                nextFree(caller, now)
                        .updateAndGet(free -> from(free, now) + SECOND / limit * requests);
        return Optional.of(left(next - now));
    }

    private AtomicLong nextFree(Caller caller, long now) {
        return nextFree.get(caller.name().orElse(""), _ -> new AtomicLong(now));
    }

    /**
     * @param busy nanoseconds until the caller has its whole second again
     */
    private String left(long busy) {
        return "\"default\";r=%d;t=%d"
                .formatted(Math.max(0, SECOND - busy) / (SECOND / limit), seconds(busy));
    }

    /** Times of {@link System#nanoTime} are compared by their difference. */
    private static long from(long next, long now) {
        return next - now > 0 ? next : now;
    }

    private static boolean isLate(long next, long now, long cost) {
        return from(next, now) + cost - now > SECOND;
    }

    private static long seconds(long nanos) {
        return Math.ceilDiv(nanos, SECOND);
    }

    private Problem exceeded(long seconds) {
        return Problem.of(
                        429,
                        "quota-exceeded",
                        "The caller may send %d requests a second.".formatted(limit))
                .with("Retry-After", String.valueOf(seconds));
    }
}
