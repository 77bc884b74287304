package dev.daybook.orders;

import static dev.daybook.orders.Order.MOST_OF_ONE;
import static dev.daybook.orders.Order.MOST_PRODUCTS;
import static dev.daybook.orders.Order.ORDER;
import static dev.daybook.orders.Order.Refusal.*;
import static dev.daybook.support.Amounts.EUR;
import static dev.daybook.support.Amounts.eur;
import static dev.daybook.support.Specification.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.kernel.Decision;
import dev.daybook.orders.Order.Command;
import dev.daybook.orders.Order.Command.*;
import dev.daybook.orders.Order.Event;
import dev.daybook.orders.Order.Event.*;
import dev.daybook.orders.Order.Item;
import dev.daybook.orders.Order.Refusal;
import dev.daybook.orders.Order.State;
import dev.daybook.orders.Order.State.*;
import dev.daybook.support.OrderHistories;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an order does with every command in every state. */
class OrderTest {

    private static final Event CREATED = new OrderCreated("customer-1", EUR);
    private static final Event TWO_CUPS = new ItemAdded("cup", 2, eur(500));
    private static final Event PLACED = new OrderPlaced(eur(1000));
    private static final Event CONFIRMED = new OrderConfirmed();
    private static final Event CANCELLED = new OrderCancelled("changed my mind");

    private static final Command CREATE = create();
    private static final Command PLACE = new Place();
    private static final Command CONFIRM = new Confirm();
    private static final Command CANCEL = new Cancel("changed my mind");

    static Stream<Command> everyCommandButCreate() {
        return Stream.concat(everyChange(), Stream.of(CONFIRM, CANCEL));
    }

    static Stream<Command> everyChange() {
        return Stream.of(add("cup", 1, 500), remove("cup", 1), PLACE);
    }

    @Test
    void an_order_without_items_begins_as_a_draft() {
        given(ORDER).when(CREATE).thenAccepted(CREATED);
    }

    @Test
    void an_order_with_items_is_created_and_placed_at_once() {
        given(ORDER)
                .when(create(new Item("cup", 2, 500), new Item("pot", 1, 2500)))
                .thenAccepted(
                        CREATED,
                        TWO_CUPS,
                        new ItemAdded("pot", 1, eur(2500)),
                        new OrderPlaced(eur(3500)));
    }

    @Test
    void one_item_that_does_not_fit_refuses_the_whole_order() {
        given(ORDER)
                .when(create(new Item("cup", 2, 500), new Item("cup", 1, 499)))
                .thenRejected(PRICE_DIFFERS);
        given(ORDER)
                .when(create(new Item("cup", MOST_OF_ONE, 1), new Item("cup", 1, 1)))
                .thenRejected(QUANTITY_LIMIT_EXCEEDED);
        given(ORDER)
                .when(create(new Item("cup", 1, Long.MAX_VALUE), new Item("pot", 1, 1)))
                .thenRejected(ORDER_TOTAL_LIMIT_EXCEEDED);
    }

    @ParameterizedTest
    @MethodSource("everyCommandButCreate")
    void an_order_that_was_never_created_refuses_everything_else(Command command) {
        given(ORDER).when(command).thenRejected(NO_SUCH_ORDER);
    }

    @Test
    void an_order_is_created_once_whatever_became_of_it() {
        given(ORDER, CREATED).when(CREATE).thenRejected(ORDER_EXISTS);
        given(ORDER, CREATED, TWO_CUPS, PLACED).when(CREATE).thenRejected(ORDER_EXISTS);
        given(ORDER, CREATED, TWO_CUPS, PLACED, CONFIRMED).when(CREATE).thenRejected(ORDER_EXISTS);
        given(ORDER, CREATED, CANCELLED)
                .when(create(new Item("cup", 2, 500)))
                .thenRejected(ORDER_EXISTS);
    }

    @Test
    void the_quantities_of_one_product_merge() {
        Event three = new ItemAdded("cup", 3, eur(500));
        given(ORDER, CREATED, TWO_CUPS).when(add("cup", 3, 500)).thenAccepted(three);
        given(ORDER, CREATED, TWO_CUPS, three)
                .when(remove("cup"))
                .thenAccepted(new ItemRemoved("cup", 5, eur(500)));
        given(ORDER, CREATED, TWO_CUPS, three).when(PLACE).thenAccepted(new OrderPlaced(eur(2500)));
    }

    @Test
    void a_product_has_one_price_in_an_order() {
        given(ORDER, CREATED, TWO_CUPS).when(add("cup", 1, 501)).thenRejected(PRICE_DIFFERS);
        given(ORDER, CREATED, TWO_CUPS, new ItemRemoved("cup", 2, eur(500)))
                .when(add("cup", 1, 501))
                .thenAccepted(new ItemAdded("cup", 1, eur(501)));
    }

    @Test
    void some_of_a_product_are_removed_or_all_of_it() {
        given(ORDER, CREATED, TWO_CUPS)
                .when(remove("cup", 1))
                .thenAccepted(new ItemRemoved("cup", 1, eur(500)));
        given(ORDER, CREATED, TWO_CUPS)
                .when(remove("cup", 2))
                .thenAccepted(new ItemRemoved("cup", 2, eur(500)));
        given(ORDER, CREATED, TWO_CUPS)
                .when(remove("cup"))
                .thenAccepted(new ItemRemoved("cup", 2, eur(500)));
    }

    @Test
    void no_more_is_removed_than_there_is() {
        given(ORDER, CREATED, TWO_CUPS).when(remove("cup", 3)).thenRejected(NOT_ENOUGH_ITEMS);
        given(ORDER, CREATED, TWO_CUPS, new ItemRemoved("cup", 1, eur(500)))
                .when(remove("cup", 2))
                .thenRejected(NOT_ENOUGH_ITEMS);
    }

    @Test
    void a_product_that_is_not_there_cannot_be_removed() {
        given(ORDER, CREATED).when(remove("cup")).thenRejected(NO_SUCH_ITEM);
        given(ORDER, CREATED, TWO_CUPS).when(remove("pot", 1)).thenRejected(NO_SUCH_ITEM);
        given(ORDER, CREATED, TWO_CUPS, new ItemRemoved("cup", 2, eur(500)))
                .when(remove("cup"))
                .thenRejected(NO_SUCH_ITEM);
    }

    @Test
    void an_empty_order_cannot_be_placed() {
        given(ORDER, CREATED).when(PLACE).thenRejected(ORDER_EMPTY);
        given(ORDER, CREATED, TWO_CUPS, new ItemRemoved("cup", 2, eur(500)))
                .when(PLACE)
                .thenRejected(ORDER_EMPTY);
    }

    @Test
    void an_order_is_placed_with_its_total_and_then_confirmed() {
        given(ORDER, CREATED, TWO_CUPS).when(PLACE).thenAccepted(PLACED);
        given(ORDER, CREATED, TWO_CUPS, PLACED).when(CONFIRM).thenAccepted(CONFIRMED);
    }

    @Test
    void a_draft_cannot_be_confirmed() {
        given(ORDER, CREATED, TWO_CUPS).when(CONFIRM).thenRejected(ORDER_NOT_PLACED);
    }

    @ParameterizedTest
    @MethodSource("everyChange")
    void a_placed_order_stays_as_it_is(Command change) {
        given(ORDER, CREATED, TWO_CUPS, PLACED).when(change).thenRejected(ORDER_PLACED);
        given(ORDER, CREATED, TWO_CUPS, PLACED, CONFIRMED)
                .when(change)
                .thenRejected(ORDER_CONFIRMED);
    }

    @Test
    void an_order_is_confirmed_once() {
        given(ORDER, CREATED, TWO_CUPS, PLACED, CONFIRMED)
                .when(CONFIRM)
                .thenRejected(ORDER_CONFIRMED);
    }

    @Test
    void an_order_is_cancelled_from_draft_placed_or_confirmed() {
        given(ORDER, CREATED).when(CANCEL).thenAccepted(CANCELLED);
        given(ORDER, CREATED, TWO_CUPS, PLACED).when(CANCEL).thenAccepted(CANCELLED);
        given(ORDER, CREATED, TWO_CUPS, PLACED, CONFIRMED).when(CANCEL).thenAccepted(CANCELLED);
    }

    @ParameterizedTest
    @MethodSource("everyCommandButCreate")
    void a_cancelled_order_refuses_everything_for_good(Command command) {
        given(ORDER, CREATED, TWO_CUPS, CANCELLED).when(command).thenRejected(ORDER_CANCELLED);
    }

    @Test
    void the_total_reaches_the_end_of_long_and_not_beyond() {
        Event dear = new ItemAdded("cup", 1, eur(Long.MAX_VALUE - 5));
        given(ORDER, CREATED, dear)
                .when(add("pot", 5, 1))
                .thenAccepted(new ItemAdded("pot", 5, eur(1)));
        given(ORDER, CREATED, dear).when(add("pot", 6, 1)).thenRejected(ORDER_TOTAL_LIMIT_EXCEEDED);
        given(ORDER, CREATED, dear).when(add("pot", 3, 2)).thenRejected(ORDER_TOTAL_LIMIT_EXCEEDED);
        given(ORDER, CREATED)
                .when(add("cup", 2, Long.MAX_VALUE))
                .thenRejected(ORDER_TOTAL_LIMIT_EXCEEDED);
        given(ORDER, CREATED)
                .when(add("cup", MOST_OF_ONE, Long.MAX_VALUE / MOST_OF_ONE + 1))
                .thenRejected(ORDER_TOTAL_LIMIT_EXCEEDED);
        given(ORDER, CREATED, new ItemAdded("cup", 1, eur(Long.MAX_VALUE)))
                .when(PLACE)
                .thenAccepted(new OrderPlaced(eur(Long.MAX_VALUE)));
    }

    @Test
    void the_quantity_of_a_product_has_a_limit_however_it_is_reached() {
        Event most = new ItemAdded("cup", MOST_OF_ONE, eur(1));
        given(ORDER, CREATED).when(add("cup", MOST_OF_ONE, 1)).thenAccepted(most);
        given(ORDER, CREATED, most).when(add("cup", 1, 1)).thenRejected(QUANTITY_LIMIT_EXCEEDED);
        given(ORDER, CREATED, TWO_CUPS)
                .when(add("cup", Long.MAX_VALUE, 500))
                .thenRejected(QUANTITY_LIMIT_EXCEEDED);
    }

    @Test
    void the_number_of_products_has_a_limit() {
        Event[] full =
                Stream.concat(
                                Stream.of(CREATED),
                                IntStream.range(0, MOST_PRODUCTS)
                                        .mapToObj(n -> new ItemAdded("p-" + n, 1, eur(1))))
                        .toArray(Event[]::new);
        given(ORDER, full).when(add("one-more", 1, 1)).thenRejected(TOO_MANY_PRODUCTS);
        given(ORDER, full).when(add("p-0", 1, 1)).thenAccepted(new ItemAdded("p-0", 1, eur(1)));
    }

    /** No command in any state ends in an exception, and the sums are right. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 20_260_131})
    void the_total_is_what_the_items_cost_after_any_commands(long seed) {
        OrderHistories random = new OrderHistories(seed);
        State state = ORDER.decider().initial();
        Set<Object> refused = new HashSet<>();
        BigInteger total = BigInteger.ZERO;
        for (int step = 0; step < 20_000; step++) {
            String message = "seed " + seed + ", step " + step;
            switch (ORDER.decider().decide(random.command(), state)) {
                case Decision.Rejected(var refusal, _) -> refused.add(refusal);
                case Decision.Accepted(var events) -> {
                    for (Event event : events) {
                        state = ORDER.decider().evolve(state, event);
                        total = total.add(change(event));
                        if (event instanceof OrderPlaced(var placed)) {
                            assertEquals(total, BigInteger.valueOf(placed.amount()), message);
                        }
                    }
                }
            }
            if (state instanceof Draft draft) {
                assertEquals(total, BigInteger.valueOf(draft.total().amount()), message);
                assertEquals(total, cost(draft), message);
                assertTrue(draft.lines().values().stream().allMatch(OrderTest::isRight), message);
            }
            if (random.mayBeginAnew()) {
                state = ORDER.decider().initial();
                total = BigInteger.ZERO;
            }
        }
        List<Refusal> never =
                Stream.of(Refusal.values())
                        .filter(each -> each != TOO_MANY_PRODUCTS && !refused.contains(each))
                        .toList();
        assertEquals(List.of(), never, "never came up with seed " + seed);
    }

    private static boolean isRight(Order.Line line) {
        return line.quantity() > 0 && line.quantity() <= MOST_OF_ONE;
    }

    private static BigInteger change(Event event) {
        return switch (event) {
            case ItemAdded(_, var quantity, var price) -> product(quantity, price.amount());
            case ItemRemoved(_, var quantity, var price) -> product(-quantity, price.amount());
            case OrderCreated _, OrderPlaced _, OrderConfirmed _, OrderCancelled _ ->
                    BigInteger.ZERO;
        };
    }

    private static BigInteger cost(Draft draft) {
        return draft.lines().values().stream()
                .map(line -> product(line.quantity(), line.unitPriceCents()))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static BigInteger product(long quantity, long price) {
        return BigInteger.valueOf(quantity).multiply(BigInteger.valueOf(price));
    }

    private static Command create(Item... items) {
        return new Create("customer-1", EUR, List.of(items));
    }

    private static Command add(String product, long quantity, long price) {
        return new AddItem(new Item(product, quantity, price));
    }

    private static Command remove(String product) {
        return new RemoveItem(product, OptionalLong.empty());
    }

    private static Command remove(String product, long quantity) {
        return new RemoveItem(product, OptionalLong.of(quantity));
    }
}
