package dev.daybook.engine.projection;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Leaves most of the machine to those who append meanwhile, whichever instance they do it at. */
final class Courtesy {

    /** Events a second that are appended by somebody who is not to be held up. */
    private static final long BUSY = 200;

    /** How long to rest then, as a multiple of the time for which was worked. */
    private static final double REST = 1.5;

    private static final double NANOS = 1e9;

    private long lastHead = Long.MAX_VALUE;
    private long lastLook = System.nanoTime();

    /**
     * @param head where the log ends now
     * @param begun when the work began, in nanoseconds
     */
    Uni<Void> rest(long head, long begun) {
        long now = System.nanoTime();
        boolean busy = head - lastHead > BUSY * (now - lastLook) / NANOS;
        lastHead = head;
        lastLook = now;
        Uni<Void> done = Uni.createFrom().voidItem();
        return busy
                ? done.onItem().delayIt().by(Duration.ofNanos(Math.round((now - begun) * REST)))
                : done;
    }
}
