package dev.daybook.web.request;

import dev.daybook.money.Money;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The fields of a JSON object, as a reader asks for them. */
public interface Fields extends Values {

    /** An object within this one. */
    <T> T object(String name, Function<Fields, T> reader);

    /** Objects within this one, at most so many; none where the field is left out. */
    <T> List<T> list(String name, int most, Function<Fields, T> reader);

    /** The same, where there is one at least. */
    <T> List<T> items(String name, int most, Function<Fields, T> reader);

    /** The currency of what is there already: one of ISO 4217 that has, or had, minor units. */
    default Currency currency(String name) {
        return required(name, Shape.CURRENCY);
    }

    /** The currency of what is opened now: one that is not withdrawn. */
    default Currency activeCurrency(String name) {
        return required(name, Shape.ACTIVE_CURRENCY);
    }

    /** A number of minor units, above 0. */
    default long amount(String name) {
        return required(name, Shape.AMOUNT);
    }

    /** Money that goes to or from what is there: the fields {@code amount}, {@code currency}. */
    default Money money() {
        return new Money(amount("amount"), currency("currency"));
    }

    /** Money that is agreed on now: this field and {@code currency}, one that is not withdrawn. */
    default Money activeMoney(String name) {
        return new Money(amount(name), activeCurrency("currency"));
    }

    /** The same, where there is some: both fields or neither. */
    default Optional<Money> optionalActiveMoney(String name) {
        Optional<Long> amount = optional(name, Shape.AMOUNT);
        Optional<Currency> currency = optional("currency", Shape.ACTIVE_CURRENCY);
        if (amount.isPresent() != currency.isPresent()) {
            refuse(
                    amount.isPresent() ? "currency" : name,
                    "missing",
                    "An amount and its currency are given together.");
        }
        return amount.flatMap(minor -> currency.map(in -> new Money(minor, in)));
    }

    /** Names who sent the request, where nothing else does. */
    default void sentBy(Optional<String> user) {
        occasion().sentBy(user);
    }
}
