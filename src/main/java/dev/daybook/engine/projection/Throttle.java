package dev.daybook.engine.projection;

/** Leaves most of the machine to those who append meanwhile, whichever instance they do it at. */
final class Throttle {

    private static final double NANOS = 1e9;

    /** Events a nanosecond that are appended by somebody who is not to be held up. */
    private static final double BUSY = 200 / NANOS;

    /** How long to rest then, as a multiple of the time for which was worked. */
    private static final long REST = 5;

    /**
     * But so short that it is this many times as fast as the log grows: it has to come to an end.
     */
    private static final double GAIN = 3;

    private long lastHead = Long.MAX_VALUE;
    private long lastLook;

    /**
     * How long to rest, in nanoseconds.
     *
     * @param events handled
     * @param begun when that began, and {@code ended}, in nanoseconds
     * @param head where the log ends now
     */
    long rest(long events, long begun, long ended, long head) {
        double growth = (head - lastHead) / (double) (ended - lastLook);
        lastHead = head;
        lastLook = ended;
        if (growth <= BUSY) {
            return 0;
        }
        long worked = ended - begun;
        return Math.clamp(Math.round(events / (GAIN * growth)) - worked, 0, REST * worked);
    }
}
