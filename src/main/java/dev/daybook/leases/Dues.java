package dev.daybook.leases;

import java.time.LocalDate;
import java.util.Optional;

/**
 * What is due of a lease and what is paid, in minor units; within the range of {@code long}, since
 * the rent of all months is.
 */
record Dues(Period period, long monthlyRent, long paid) {

    /** The rent of the months begun by a day, as far as it is not paid. */
    long outstanding(LocalDate day) {
        return Math.max(0, period.monthsBegunBy(day) * monthlyRent - paid);
    }

    /** When the first month that is not paid in full begins, or began; none where all are. */
    Optional<LocalDate> nextDue() {
        return monthsPaid() < period.months()
                ? Optional.of(period.firstDayOf(monthsPaid() + 1))
                : Optional.empty();
    }

    /** What that month still takes. */
    Optional<Long> nextAmount() {
        return nextDue().map(_ -> (monthsPaid() + 1) * monthlyRent - paid);
    }

    private int monthsPaid() {
        return (int) Math.min(paid / monthlyRent, period.months());
    }
}
