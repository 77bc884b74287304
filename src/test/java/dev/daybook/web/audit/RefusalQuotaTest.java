package dev.daybook.web.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalQuotaTest {

    private final AtomicLong now = new AtomicLong();
    private final RefusalQuota quota = new RefusalQuota(now::get);

    @Test
    void a_second_takes_so_many_and_counts_the_others() {
        for (int number = 0; number < RefusalQuota.A_SECOND; number++) {
            assertTrue(quota.take());
        }
        assertEquals(0, quota.leftOut());
        assertFalse(quota.take());
        assertFalse(quota.take());
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertTrue(quota.take());
        assertEquals(2, quota.leftOut());
        assertEquals(0, quota.leftOut());
    }
}
