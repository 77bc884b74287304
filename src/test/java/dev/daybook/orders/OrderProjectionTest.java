package dev.daybook.orders;

import static dev.daybook.orders.Order.ORDER;
import static dev.daybook.support.Amounts.EUR;
import static dev.daybook.support.Amounts.eur;
import static dev.daybook.support.History.recordedAt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.daybook.kernel.Recorded;
import dev.daybook.orders.Order.Event;
import dev.daybook.orders.Order.Event.*;
import dev.daybook.orders.Order.Item;
import dev.daybook.orders.Orders.OrderSummary;
import dev.daybook.orders.Orders.Status;
import dev.daybook.support.History;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the read table of orders shows of a history. */
class OrderProjectionTest {

    private static final Event CREATED = new OrderCreated("customer-1", EUR);
    private static final Event CUPS = new ItemAdded("cup", 2, eur(500));
    private static final Event POT = new ItemAdded("pot", 1, eur(2500));
    private static final Event PLACED = new OrderPlaced(eur(3500));

    @Test
    void a_new_order_is_an_empty_draft() {
        assertEquals(
                new OrderSummary(
                        "order-1",
                        "customer-1",
                        EUR,
                        Status.DRAFT,
                        List.of(),
                        0,
                        null,
                        1,
                        recordedAt(1),
                        recordedAt(1)),
                row(CREATED));
    }

    @Test
    void items_stand_in_the_order_in_which_they_came_with_their_total_and_the_last_version() {
        OrderSummary order = row(CREATED, CUPS, POT);
        assertEquals(List.of(new Item("cup", 2, 500), new Item("pot", 1, 2500)), order.items());
        assertEquals(3500, order.total());
        assertEquals(3, order.version());
        assertEquals(recordedAt(1), order.createdAt());
        assertEquals(recordedAt(3), order.updatedAt());
    }

    @Test
    void more_of_a_product_adds_to_what_is_there() {
        OrderSummary order = row(CREATED, CUPS, POT, new ItemAdded("cup", 3, eur(500)));
        assertEquals(List.of(new Item("cup", 5, 500), new Item("pot", 1, 2500)), order.items());
        assertEquals(5000, order.total());
    }

    @Test
    void what_is_removed_is_gone_in_part_or_wholly() {
        OrderSummary fewer = row(CREATED, CUPS, POT, new ItemRemoved("cup", 1, eur(500)));
        assertEquals(List.of(new Item("cup", 1, 500), new Item("pot", 1, 2500)), fewer.items());
        assertEquals(3000, fewer.total());
        OrderSummary none = row(CREATED, CUPS, POT, new ItemRemoved("cup", 2, eur(500)));
        assertEquals(List.of(new Item("pot", 1, 2500)), none.items());
        assertEquals(2500, none.total());
    }

    @Test
    void a_total_reaches_the_end_of_long() {
        assertEquals(
                Long.MAX_VALUE, row(CREATED, new ItemAdded("cup", 1, eur(Long.MAX_VALUE))).total());
    }

    @Test
    void an_order_is_shown_in_its_state_with_all_that_is_in_it() {
        assertState(Status.PLACED, row(CREATED, CUPS, POT, PLACED));
        assertState(Status.CONFIRMED, row(CREATED, CUPS, POT, PLACED, new OrderConfirmed()));
        OrderSummary cancelled = row(CREATED, CUPS, POT, PLACED, new OrderCancelled("sold out"));
        assertState(Status.CANCELLED, cancelled);
        assertEquals("sold out", cancelled.cancellationReason());
    }

    @Test
    void a_row_does_not_begin_in_the_middle_of_a_history() {
        assertThrows(NoSuchElementException.class, () -> row(CUPS));
    }

    private static void assertState(Status status, OrderSummary order) {
        assertEquals(status, order.status());
        assertEquals(List.of(new Item("cup", 2, 500), new Item("pot", 1, 2500)), order.items());
        assertEquals(3500, order.total());
    }

    private static OrderSummary row(Event... events) {
        Orders orders = new Orders();
        Optional<OrderSummary> row = Optional.empty();
        for (Recorded<Event> event : History.of(ORDER.stream("order-1"), events)) {
            assertEquals("order-1", orders.key(event));
            row = Optional.of(orders.fold(row, event));
        }
        return row.orElseThrow();
    }
}
