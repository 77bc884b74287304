package dev.daybook.support;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that is set back by a second before every look at it. */
public final class BackwardClock extends Clock {

    private Instant next = Instant.parse("2025-06-01T12:00:00Z");

    @Override
    public synchronized Instant instant() {
        next = next.minusSeconds(1);
        return next;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
