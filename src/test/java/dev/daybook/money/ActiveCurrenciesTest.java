package dev.daybook.money;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Currency;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The list against what the JDK knows: each currency that is in use in some country, and those of
 * list one that belong to none. A JDK that knows of a new or a withdrawn one makes this fail.
 */
class ActiveCurrenciesTest {

    /** Funds, units of account and a second bolívar, which the JDK names for no country. */
    private static final Set<String> OF_NO_COUNTRY =
            Set.of("BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "VED", "XAD");

    @Test
    void what_a_country_uses_is_active_and_nothing_else_but_the_list_of_exceptions() {
        Set<String> expected =
                Stream.concat(
                                Stream.of(Locale.getISOCountries())
                                        .map(
                                                country ->
                                                        Currency.getInstance(
                                                                Locale.of("", country)))
                                        .filter(Objects::nonNull)
                                        .map(Currency::getCurrencyCode),
                                OF_NO_COUNTRY.stream())
                        .collect(toSet());

        assertEquals(expected, known(ActiveCurrencies::contains));
    }

    @Test
    void an_active_currency_has_minor_units() {
        assertEquals(
                Set.of(),
                known(
                        currency ->
                                ActiveCurrencies.contains(currency)
                                        && currency.getDefaultFractionDigits() < 0));
    }

    @Test
    void what_was_withdrawn_and_what_is_no_money_is_not_active() {
        Set<String> inactive = known(currency -> !ActiveCurrencies.contains(currency));

        assertTrue(
                inactive.containsAll(
                        Set.of(
                                "DEM", "FRF", "ITL", "HRK", "BGN", "ANG", "XAU", "XDR", "XTS",
                                "XXX")));
    }

    private static Set<String> known(Predicate<Currency> which) {
        return Currency.getAvailableCurrencies().stream()
                .filter(which)
                .map(Currency::getCurrencyCode)
                .collect(toSet());
    }
}
