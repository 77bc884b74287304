package dev.daybook.store;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Time-ordered ids: RFC 9562, version 7. */
public final class UuidV7 {

    private UuidV7() {}

    /**
     * Milliseconds since the epoch in the upper 48 bits, so that an index on it grows at its end;
     * the rest random.
     */
    public static UUID next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long time = System.currentTimeMillis() << 16;
        long upper = time | 0x7000 | random.nextLong() & 0x0fff;
        long lower = 0x8000000000000000L | random.nextLong() & 0x3fffffffffffffffL;
        return new UUID(upper, lower);
    }
}
