package dev.daybook.web.audit;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many refusals are recorded: who may do nothing may not fill the log either. */
final class RefusalQuota {

    static final int A_SECOND = 10;

    private final LongSupplier nanoTime;
    private long second;
    private int taken;
    private long leftOut;

    RefusalQuota(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether one more may be recorded; it counts as left out else. */
    synchronized boolean take() {
        long now = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong());
        if (now != second) {
            second = now;
            taken = 0;
        }
        if (taken == A_SECOND) {
            leftOut++;
            return false;
        }
        taken++;
        return true;
    }

    /** How many were left out since this was last asked. */
    synchronized long leftOut() {
        long now = leftOut;
        leftOut = 0;
        return now;
    }
}
