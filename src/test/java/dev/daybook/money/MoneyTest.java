package dev.daybook.money;

import static dev.daybook.support.Amounts.EUR;
import static dev.daybook.support.Amounts.eur;
import static dev.daybook.support.Amounts.jpy;
import static dev.daybook.support.Amounts.kwd;
import static dev.daybook.support.Amounts.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Money is exact to the edges of long, and never negative. */
class MoneyTest {

    private static final Money MOST = eur(Long.MAX_VALUE);

    @ParameterizedTest
    @ValueSource(longs = {-1, -100, Long.MIN_VALUE})
    void a_negative_amount_cannot_be_built(long amount) {
        assertThrows(IllegalArgumentException.class, () -> eur(amount));
    }

    @Test
    void zero_is_an_amount() {
        assertEquals(eur(0), Money.zero(EUR));
        assertTrue(Money.zero(EUR).isZero());
        assertFalse(eur(1).isZero());
    }

    @Test
    void amounts_add_up_to_the_end_of_long_and_not_beyond() {
        assertEquals(MOST, eur(Long.MAX_VALUE - 1).plus(eur(1)));
        assertEquals(MOST, MOST.plus(eur(0)));
        assertThrows(ArithmeticException.class, () -> MOST.plus(eur(1)));
        assertThrows(ArithmeticException.class, () -> MOST.plus(MOST));
    }

    @Test
    void whether_amounts_add_up_can_be_asked_first() {
        assertTrue(MOST.canAdd(eur(0)));
        assertTrue(eur(0).canAdd(MOST));
        assertTrue(eur(1).canAdd(eur(Long.MAX_VALUE - 1)));
        assertFalse(MOST.canAdd(eur(1)));
        assertFalse(MOST.canAdd(MOST));
    }

    @Test
    void a_difference_is_never_negative() {
        assertEquals(eur(0), MOST.minus(MOST));
        assertEquals(eur(1), eur(3).minus(eur(2)));
        assertThrows(IllegalArgumentException.class, () -> eur(2).minus(eur(3)));
        assertThrows(IllegalArgumentException.class, () -> eur(0).minus(MOST));
    }

    @Test
    void an_amount_exceeds_only_a_smaller_one() {
        assertTrue(eur(2).exceeds(eur(1)));
        assertFalse(eur(1).exceeds(eur(1)));
        assertFalse(eur(1).exceeds(eur(2)));
        assertFalse(MOST.exceeds(MOST));
        assertTrue(MOST.exceeds(eur(0)));
    }

    @Test
    void different_currencies_neither_add_up_nor_compare() {
        assertTrue(eur(1).sameCurrencyAs(eur(2)));
        assertFalse(eur(1).sameCurrencyAs(usd(1)));
        assertThrows(IllegalArgumentException.class, () -> eur(1).plus(usd(1)));
        assertThrows(IllegalArgumentException.class, () -> eur(1).minus(usd(1)));
        assertThrows(IllegalArgumentException.class, () -> eur(1).exceeds(usd(1)));
    }

    @Test
    void currencies_with_no_and_with_three_decimals_count_their_own_minor_units() {
        assertEquals(jpy(1051), jpy(1050).plus(jpy(1)));
        assertEquals(kwd(1000), kwd(1050).minus(kwd(50)));
        assertEquals("1050 JPY", jpy(1050).toString());
        assertEquals("1050 KWD", kwd(1050).toString());
        assertEquals("1050 EUR", eur(1050).toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 20_260_131})
    void sums_and_differences_are_those_of_unbounded_numbers(long seed) {
        RandomGenerator random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            Money one = anyAmount(random);
            Money other = anyAmount(random);
            BigInteger sum = big(one).add(big(other));
            String what = "seed " + seed + ": " + one + " and " + other;
            assertEquals(sum.bitLength() < Long.SIZE, one.canAdd(other), what);
            assertEquals(big(one).compareTo(big(other)) > 0, one.exceeds(other), what);
            if (one.canAdd(other)) {
                assertEquals(sum, big(one.plus(other)), what);
                assertEquals(one, one.plus(other).minus(other), what);
            } else {
                assertThrows(ArithmeticException.class, () -> one.plus(other), what);
            }
        }
    }

    private static Money anyAmount(RandomGenerator random) {
        return eur(random.nextLong() >>> 1 + random.nextInt(Long.SIZE - 1));
    }

    private static BigInteger big(Money money) {
        return BigInteger.valueOf(money.amount());
    }
}
