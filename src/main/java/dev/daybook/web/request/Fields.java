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

    /** An ISO 4217 currency that has minor units. */
    default Currency currency(String name) {
        return required(name, Shape.CURRENCY);
    }

    /** A number of minor units, above 0. */
    default long amount(String name) {
        return required(name, Shape.AMOUNT);
    }

    /** An amount of money: the fields {@code amount} and {@code currency}. */
    default Money money() {
        return money("amount");
    }

    /** An amount of money: this field and {@code currency}. */
    default Money money(String name) {
        return new Money(amount(name), currency("currency"));
    }

    /** An amount of money, where there is one: this field and {@code currency}, both or neither. */
    default Optional<Money> optionalMoney(String name) {
        Optional<Long> amount = optional(name, Shape.AMOUNT);
        Optional<Currency> currency = optional("currency", Shape.CURRENCY);
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
