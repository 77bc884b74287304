package dev.daybook.leases;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * The days from {@code start} to {@code end}, both included, and the months of rent that begin in
 * them.
 *
 * <p>A month begins at the day of the month at which the period does, or at the month's last day
 * where it has no such day. The last one counts in full, however few of its days are left.
 */
@RegisterForReflection
public record Period(LocalDate start, LocalDate end) {

    public boolean contains(LocalDate day) {
        return !day.isBefore(start) && !day.isAfter(end);
    }

    public boolean overlaps(Period other) {
        return !start.isAfter(other.end) && !other.start.isAfter(end);
    }

    /** What is left of it where it is over before a day; it may be no day at all. */
    public Period endingBefore(LocalDate day) {
        return day.isAfter(end) ? this : new Period(start, day.minusDays(1));
    }

    /** Whether it has no day. */
    public boolean isEmpty() {
        return end.isBefore(start);
    }

    public int months() {
        return monthsBegunBy(end);
    }

    /** How many of its months begin on or before a day. */
    public int monthsBegunBy(LocalDate day) {
        LocalDate last = day.isBefore(end) ? day : end;
        if (last.isBefore(start)) {
            return 0;
        }
        // whole months between: from Jan 31 to Feb 28 it is none, though the second one has begun
        int begun = Math.toIntExact(ChronoUnit.MONTHS.between(start, last)) + 1;
        return firstDayOf(begun + 1).isAfter(last) ? begun : begun + 1;
    }

    /**
     * When a month begins.
     *
     * @param month from 1
     */
    public LocalDate firstDayOf(int month) {
        return start.plusMonths(month - 1L);
    }
}
