package dev.daybook.support;

import dev.daybook.money.Money;
import java.util.Currency;

/** Amounts of money as a test spells them, in minor units. */
public final class Amounts {

    public static final Currency EUR = Currency.getInstance("EUR");
    public static final Currency USD = Currency.getInstance("USD");

    /** No decimals. */
    public static final Currency JPY = Currency.getInstance("JPY");

    /** Three decimals. */
    public static final Currency KWD = Currency.getInstance("KWD");

    private Amounts() {}

    public static Money eur(long amount) {
        return new Money(amount, EUR);
    }

    public static Money usd(long amount) {
        return new Money(amount, USD);
    }

    public static Money jpy(long amount) {
        return new Money(amount, JPY);
    }

    public static Money kwd(long amount) {
        return new Money(amount, KWD);
    }
}
