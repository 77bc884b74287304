package dev.daybook.money;

import java.util.Currency;

/**
 * An amount of one currency, never negative.
 *
 * @param amount in minor units of the currency: 1050 is 10.50 USD, 1,050 JPY, or 1.050 KWD
 */
public record Money(long amount, Currency currency) {

    public Money {
        if (amount < 0) {
            throw new IllegalArgumentException("An amount of money is never negative: " + amount);
        }
    }

    public static Money zero(Currency currency) {
        return new Money(0, currency);
    }

    public boolean sameCurrencyAs(Money other) {
        return currency.equals(other.currency);
    }

    /** Whether the sum is within the range of {@code long}. */
    public boolean canAdd(Money other) {
        return amount <= Long.MAX_VALUE - other.amount;
    }

    /**
     * @throws IllegalArgumentException if the currencies differ
     */
    public boolean exceeds(Money other) {
        return amount > inSameCurrency(other).amount;
    }

    public boolean isZero() {
        return amount == 0;
    }

    /**
     * @throws ArithmeticException if the sum is beyond the range of {@code long}
     * @throws IllegalArgumentException if the currencies differ
     */
    public Money plus(Money other) {
        return new Money(Math.addExact(amount, inSameCurrency(other).amount), currency);
    }

    /**
     * @throws IllegalArgumentException if the currencies differ, or the difference would be
     *     negative
     */
    public Money minus(Money other) {
        return new Money(amount - inSameCurrency(other).amount, currency);
    }

    private Money inSameCurrency(Money other) {
        if (!sameCurrencyAs(other)) {
            throw new IllegalArgumentException(
                    currency + " and " + other.currency + " do not add up.");
        }
        return other;
    }

    /** Minor units and code, {@code 1050 USD}, as the caller sent them. */
    @Override
    public String toString() {
        return amount + " " + currency;
    }
}
