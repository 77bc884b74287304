package dev.daybook.leases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The days and months of a lease, and what is due in them. */
class PeriodTest {

    @ParameterizedTest
    @CsvSource({
        "2026-01-01, 2026-12-31, 12",
        "2026-01-01, 2027-01-01, 13",
        "2026-01-15, 2026-02-14, 1",
        "2026-01-15, 2026-02-15, 2",
        "2026-01-31, 2026-02-27, 1",
        "2026-01-31, 2026-02-28, 2",
        "2028-02-29, 2029-02-27, 12",
        "2028-02-29, 2029-02-28, 13",
        "2026-01-01, 2125-12-31, 1200"
    })
    void a_month_that_has_begun_counts(LocalDate start, LocalDate end, int months) {
        assertEquals(months, new Period(start, end).months());
    }

    @Test
    void a_month_begins_at_the_day_of_the_first_or_at_the_end_of_a_shorter_one() {
        Period period = new Period(LocalDate.of(2026, 1, 31), LocalDate.of(2027, 1, 30));
        assertEquals(LocalDate.of(2026, 1, 31), period.firstDayOf(1));
        assertEquals(LocalDate.of(2026, 2, 28), period.firstDayOf(2));
        assertEquals(LocalDate.of(2026, 3, 31), period.firstDayOf(3));
    }

    @Test
    void both_ends_belong_to_it() {
        Period january = new Period(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 1, 31));
        assertTrue(january.contains(january.start()) && january.contains(january.end()));
        assertTrue(january.overlaps(new Period(january.end(), LocalDate.of(2026, 2, 9))));
        assertFalse(
                january.overlaps(new Period(LocalDate.of(2026, 2, 1), LocalDate.of(2026, 2, 9))));
    }

    @Test
    void it_may_end_before_its_end_and_even_before_it_begins() {
        Period january = new Period(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 1, 31));
        assertEquals(
                LocalDate.of(2026, 1, 9), january.endingBefore(LocalDate.of(2026, 1, 10)).end());
        assertEquals(january, january.endingBefore(LocalDate.of(2026, 3, 1)));
        assertTrue(january.endingBefore(january.start()).isEmpty());
        assertEquals(0, january.endingBefore(january.start()).months());
    }

    /** Counted once more, slowly. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void the_months_begun_are_those_whose_first_day_has_come(long seed) {
        RandomGenerator random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            LocalDate start = LocalDate.of(2026, 1, 1).plusDays(random.nextInt(1500));
            Period period = new Period(start, start.plusDays(random.nextInt(1, 1500)));
            LocalDate day = start.plusDays(random.nextInt(-50, 1600));
            long begun =
                    IntStream.rangeClosed(1, 60)
                            .mapToObj(period::firstDayOf)
                            .filter(first -> period.contains(first) && !first.isAfter(day))
                            .count();
            assertEquals(begun, period.monthsBegunBy(day), period + " by " + day);
        }
    }

    @Test
    void what_is_due_is_the_rent_of_the_months_begun_less_what_is_paid() {
        Period year = new Period(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31));
        assertEquals(0, new Dues(year, 100, 0).outstanding(LocalDate.of(2025, 12, 31)));
        assertEquals(100, new Dues(year, 100, 0).outstanding(LocalDate.of(2026, 1, 1)));
        assertEquals(150, new Dues(year, 100, 150).outstanding(LocalDate.of(2026, 3, 31)));
        assertEquals(0, new Dues(year, 100, 500).outstanding(LocalDate.of(2026, 3, 31)));
        assertEquals(1200, new Dues(year, 100, 0).outstanding(LocalDate.of(2030, 1, 1)));
    }

    @Test
    void the_next_payment_is_what_the_first_unpaid_month_still_takes() {
        Period year = new Period(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31));
        Dues dues = new Dues(year, 100, 250);
        assertEquals(Optional.of(LocalDate.of(2026, 3, 1)), dues.nextDue());
        assertEquals(Optional.of(50L), dues.nextAmount());
        assertEquals(Optional.empty(), new Dues(year, 100, 1200).nextDue());
        assertEquals(Optional.empty(), new Dues(year, 100, 5000).nextAmount());
    }

    @Test
    void the_rent_of_all_months_reaches_the_end_of_long() {
        Period hundredYears = new Period(LocalDate.of(2026, 1, 1), LocalDate.of(2125, 12, 31));
        long rent = Long.MAX_VALUE / 1200;
        Dues dues = new Dues(hundredYears, rent, 0);
        assertEquals(rent * 1200, dues.outstanding(LocalDate.of(9999, 12, 31)));
        assertEquals(Optional.of(rent), new Dues(hundredYears, rent, rent * 1199).nextAmount());
    }
}
