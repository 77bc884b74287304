package dev.daybook.orders;

import static dev.daybook.kernel.Decision.accept;
import static dev.daybook.kernel.Decision.reject;
import static dev.daybook.orders.Order.Refusal.*;

import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Decider;
import dev.daybook.kernel.Decision;
import dev.daybook.kernel.Decision.Accepted;
import dev.daybook.kernel.Decision.Rejected;
import dev.daybook.kernel.Rejection;
import dev.daybook.money.Money;
import dev.daybook.orders.Order.Command;
import dev.daybook.orders.Order.Command.*;
import dev.daybook.orders.Order.Event;
import dev.daybook.orders.Order.Event.*;
import dev.daybook.orders.Order.State;
import dev.daybook.orders.Order.State.*;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Items are put together until the order is placed; from then on it stays as it is. */
@RegisterForReflection(ignoreNested = false)
public final class Order implements Decider<Command, Event, State> {

    /** Most of one product in an order. */
    public static final long MOST_OF_ONE = 1_000_000;

    static final int MOST_PRODUCTS = 500;

    /**
     * @param quantity 1 to {@link #MOST_OF_ONE}
     * @param unitPriceCents minor units of the order's currency
     */
    public record Item(String productId, long quantity, long unitPriceCents) {}

    /** How many of a product are in an order, and what each one costs. */
    public record Line(long quantity, long unitPriceCents) {}

    public sealed interface Command {
        /**
         * @param items with any, the order is placed at once
         */
        record Create(String customerId, Currency currency, List<Item> items) implements Command {
            public Create {
                items = List.copyOf(items);
            }
        }

        record AddItem(Item item) implements Command {}

        /**
         * @param quantity all there is, unless given
         */
        record RemoveItem(String productId, OptionalLong quantity) implements Command {}

        record Place() implements Command {}

        record Confirm() implements Command {}

        record Cancel(String reason) implements Command {}
    }

    public sealed interface Event {
        record OrderCreated(String customerId, Currency currency) implements Event {}

        record ItemAdded(String productId, long quantity, Money unitPrice) implements Event {}

        record ItemRemoved(String productId, long quantity, Money unitPrice) implements Event {}

        record OrderPlaced(Money total) implements Event {}

        record OrderConfirmed() implements Event {}

        record OrderCancelled(String reason) implements Event {}
    }

    public sealed interface State {
        record Unknown() implements State {}

        /**
         * @param lines by product
         */
        record Draft(Money total, Map<String, Line> lines) implements State {
            public Draft {
                lines = Map.copyOf(lines);
            }
        }

        record Placed() implements State {}

        record Confirmed() implements State {}

        record Cancelled() implements State {}
    }

    public enum Refusal implements Rejection {
        @Absent
        NO_SUCH_ORDER,
        @Absent
        NO_SUCH_ITEM,
        @WrongState
        ORDER_EXISTS,
        @WrongState
        ORDER_NOT_PLACED,
        @WrongState
        ORDER_PLACED,
        @WrongState
        ORDER_CONFIRMED,
        @WrongState
        ORDER_CANCELLED,
        ORDER_EMPTY,
        PRICE_DIFFERS,
        NOT_ENOUGH_ITEMS,
        TOO_MANY_PRODUCTS,
        QUANTITY_LIMIT_EXCEEDED,
        ORDER_TOTAL_LIMIT_EXCEEDED
    }

    public static final Aggregate<Command, Event, State> ORDER =
            Aggregate.of("order", new Order()).refusals(Refusal.values()).build();

    @Override
    public State initial() {
        return new Unknown();
    }

    @Override
    public Decision<Event> decide(Command command, State state) {
        return switch (state) {
            case Unknown _ ->
                    switch (command) {
                        case Create create when create.items().isEmpty() -> accept(created(create));
                        case Create create -> createdAndPlaced(create);
                        default -> reject(NO_SUCH_ORDER, "There is no such order.");
                    };
            case Draft draft ->
                    switch (command) {
                        case Create _ -> reject(ORDER_EXISTS, "The order exists already.");
                        case AddItem(var item) -> add(draft, item);
                        case RemoveItem(var product, var quantity) ->
                                remove(draft, product, quantity);
                        case Place _ when draft.lines().isEmpty() ->
                                reject(ORDER_EMPTY, "The order has no items.");
                        case Place _ -> accept(new OrderPlaced(draft.total()));
                        case Confirm _ ->
                                reject(ORDER_NOT_PLACED, "The order has not been placed.");
                        case Cancel(var reason) -> accept(new OrderCancelled(reason));
                    };
            case Placed _ ->
                    switch (command) {
                        case Create _ -> reject(ORDER_EXISTS, "The order exists already.");
                        case Confirm _ -> accept(new OrderConfirmed());
                        case Cancel(var reason) -> accept(new OrderCancelled(reason));
                        default -> reject(ORDER_PLACED, "The order has been placed.");
                    };
            case Confirmed _ ->
                    switch (command) {
                        case Create _ -> reject(ORDER_EXISTS, "The order exists already.");
                        case Cancel(var reason) -> accept(new OrderCancelled(reason));
                        default -> reject(ORDER_CONFIRMED, "The order has been confirmed.");
                    };
            case Cancelled _ ->
                    switch (command) {
                        case Create _ ->
                                reject(ORDER_EXISTS, "The order exists already, cancelled.");
                        default -> reject(ORDER_CANCELLED, "The order has been cancelled.");
                    };
        };
    }

    @Override
    public State evolve(State state, Event event) {
        return switch (event) {
            case OrderCreated(_, var currency) -> new Draft(Money.zero(currency), Map.of());
            case ItemAdded(var product, var quantity, var price) ->
                    changed((Draft) state, product, quantity, price);
            case ItemRemoved(var product, var quantity, var price) ->
                    changed((Draft) state, product, -quantity, price);
            case OrderPlaced _ -> new Placed();
            case OrderConfirmed _ -> new Confirmed();
            case OrderCancelled _ -> new Cancelled();
        };
    }

    private static Event created(Create create) {
        return new OrderCreated(create.customerId(), create.currency());
    }

    private Decision<Event> createdAndPlaced(Create create) {
        List<Event> events = new ArrayList<>(List.of(created(create)));
        Draft draft = (Draft) evolve(initial(), events.getFirst());
        for (Item item : create.items()) {
            switch (add(draft, item)) {
                case Rejected<Event> rejected -> {
                    return rejected;
                }
                case Accepted<Event>(var added) -> {
                    events.addAll(added);
                    draft = (Draft) evolve(draft, added.getFirst());
                }
            }
        }
        events.add(new OrderPlaced(draft.total()));
        return new Accepted<>(events);
    }

    private static Decision<Event> add(Draft draft, Item item) {
        Line line =
                draft.lines().getOrDefault(item.productId(), new Line(0, item.unitPriceCents()));
        if (line.unitPriceCents() != item.unitPriceCents()) {
            return reject(
                    PRICE_DIFFERS,
                    "Product %s is in the order at %d each, not %d."
                            .formatted(
                                    item.productId(),
                                    line.unitPriceCents(),
                                    item.unitPriceCents()));
        }
        if (line.quantity() == 0 && draft.lines().size() == MOST_PRODUCTS) {
            return reject(
                    TOO_MANY_PRODUCTS, "An order has at most " + MOST_PRODUCTS + " products.");
        }
        if (item.quantity() > MOST_OF_ONE - line.quantity()) {
            return reject(
                    QUANTITY_LIMIT_EXCEEDED,
                    "An order has at most " + MOST_OF_ONE + " of one product.");
        }
        // what is left up to the limit is shared out: nothing here can overflow
        if (item.unitPriceCents() > (Long.MAX_VALUE - draft.total().amount()) / item.quantity()) {
            return reject(
                    ORDER_TOTAL_LIMIT_EXCEEDED, "The total would exceed " + Long.MAX_VALUE + ".");
        }
        Money unitPrice = new Money(item.unitPriceCents(), draft.total().currency());
        return accept(new ItemAdded(item.productId(), item.quantity(), unitPrice));
    }

    private static Decision<Event> remove(Draft draft, String product, OptionalLong quantity) {
        Line line = draft.lines().get(product);
        if (line == null) {
            return reject(NO_SUCH_ITEM, "Product " + product + " is not in the order.");
        }
        long removed = quantity.orElse(line.quantity());
        if (removed > line.quantity()) {
            return reject(
                    NOT_ENOUGH_ITEMS,
                    "The order has %d of product %s, %d are to be removed."
                            .formatted(line.quantity(), product, removed));
        }
        Money unitPrice = new Money(line.unitPriceCents(), draft.total().currency());
        return accept(new ItemRemoved(product, removed, unitPrice));
    }

    /**
     * @param change of the quantity, negative where something is removed
     */
    private static Draft changed(Draft draft, String product, long change, Money unitPrice) {
        Map<String, Line> lines = new HashMap<>(draft.lines());
        long before = lines.getOrDefault(product, new Line(0, unitPrice.amount())).quantity();
        if (before + change == 0) {
            lines.remove(product);
        } else {
            lines.put(product, new Line(before + change, unitPrice.amount()));
        }
        long total = draft.total().amount() + change * unitPrice.amount();
        return new Draft(new Money(total, draft.total().currency()), lines);
    }
}
