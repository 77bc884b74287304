package dev.daybook.web.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.engine.access.Caller;
import dev.daybook.engine.access.Scopes;
import dev.daybook.web.problem.Problem;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private static final Caller ADA = Caller.named("ada", Scopes.of(List.of()));

    /** It begins shortly before the numbers of the clock begin anew. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(2));

    private final RateLimits limits = new RateLimits(4, now::get);
    private MultiMap answer = MultiMap.caseInsensitiveMultiMap();

    @Test
    void a_second_s_worth_is_served_at_once_and_more_refused() {
        for (int left = 3; left >= 0; left--) {
            assertEquals(Optional.empty(), ask(ADA));
            assertEquals("\"default\";r=%d;t=1".formatted(left), answer.get("RateLimit"));
            assertEquals("\"default\";q=4;w=1", answer.get("RateLimit-Policy"));
        }
        Problem refused = ask(ADA).orElseThrow();
        assertEquals(429, refused.status());
        assertEquals("quota-exceeded", refused.code());
        assertEquals("1", refused.headers().get("Retry-After"));
        assertEquals("\"default\";r=0;t=1", answer.get("RateLimit"));
    }

    @Test
    void it_fills_again_evenly_and_to_no_more_than_a_second_s_worth() {
        drain();
        for (int step = 0; step < 20; step++) {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(249));
            assertTrue(ask(ADA).isPresent());
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
            assertEquals(Optional.empty(), ask(ADA));
            assertTrue(ask(ADA).isPresent());
        }
        now.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertEquals(4, drain());
    }

    @Test
    void one_does_not_count_for_another() {
        drain();
        assertEquals(Optional.empty(), ask(Caller.named("bela", Scopes.of(List.of()))));
        assertEquals(Optional.empty(), ask(Caller.UNASKED));
        assertTrue(ask(ADA).isPresent());
    }

    @Test
    void without_a_limit_nothing_is_said() {
        RateLimits none = new RateLimits(0, now::get);
        for (int number = 0; number < 1_000; number++) {
            assertEquals(Optional.empty(), none.count(ADA, answer));
        }
        assertTrue(answer.isEmpty());
    }

    /** How many were served. */
    private int drain() {
        int served = 0;
        while (ask(ADA).isEmpty()) {
            served++;
        }
        return served;
    }

    private Optional<Problem> ask(Caller caller) {
        answer = MultiMap.caseInsensitiveMultiMap();
        return limits.count(caller, answer);
    }
}
