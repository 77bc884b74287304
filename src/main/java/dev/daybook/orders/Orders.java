package dev.daybook.orders;

import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.money.Money;
import dev.daybook.orders.Order.Event;
import dev.daybook.orders.Order.Event.*;
import dev.daybook.orders.Order.Item;
import dev.daybook.orders.Orders.OrderSummary;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row for each order: what is in it, in the order in which it came, and how far it is. */
@RegisterForReflection(ignoreNested = false)
public final class Orders implements Projection.Fold<Event, OrderSummary> {

    public enum Status {
        DRAFT,
        PLACED,
        CONFIRMED,
        CANCELLED
    }

    public record OrderSummary(
            String orderId,
            String customerId,
            Currency currency,
            Status status,
            List<Item> items,
            long total,
            @Nullable String cancellationReason,
            long version,
            Instant createdAt,
            Instant updatedAt) {

        private OrderSummary after(Recorded<Event> event, Status newStatus) {
            return after(event, newStatus, items, total, null);
        }

        private OrderSummary after(
                Recorded<Event> event,
                Status newStatus,
                List<Item> newItems,
                long newTotal,
                @Nullable String reason) {
            return new OrderSummary(
                    orderId,
                    customerId,
                    currency,
                    newStatus,
                    newItems,
                    newTotal,
                    reason,
                    event.version(),
                    createdAt,
                    event.recordedAt());
        }

        private OrderSummary cancelled(Recorded<Event> event, String reason) {
            return after(event, Status.CANCELLED, items, total, reason);
        }

        /**
         * @param change of the quantity, negative where something is removed
         */
        private OrderSummary changed(
                Recorded<Event> event, String product, long change, Money unitPrice) {
            List<Item> changed = new ArrayList<>(items);
            int place = changed.stream().map(Item::productId).toList().indexOf(product);
            long quantity = change + (place < 0 ? 0 : items.get(place).quantity());
            Item item = new Item(product, quantity, unitPrice.amount());
            if (place < 0) {
                changed.add(item);
            } else if (quantity == 0) {
                changed.remove(place);
            } else {
                changed.set(place, item);
            }
            return after(event, status, changed, total + change * unitPrice.amount(), null);
        }
    }

    @Override
    public OrderSummary fold(Optional<OrderSummary> before, Recorded<Event> event) {
        return switch (event.event()) {
            case OrderCreated created -> created(created, event);
            case ItemAdded(var product, var quantity, var price) ->
                    before.orElseThrow().changed(event, product, quantity, price);
            case ItemRemoved(var product, var quantity, var price) ->
                    before.orElseThrow().changed(event, product, -quantity, price);
            case OrderPlaced _ -> before.orElseThrow().after(event, Status.PLACED);
            case OrderConfirmed _ -> before.orElseThrow().after(event, Status.CONFIRMED);
            case OrderCancelled(var reason) -> before.orElseThrow().cancelled(event, reason);
        };
    }

    private static OrderSummary created(OrderCreated created, Recorded<Event> event) {
        return new OrderSummary(
                event.stream().id(),
                created.customerId(),
                created.currency(),
                Status.DRAFT,
                List.of(),
                0,
                null,
                event.version(),
                event.recordedAt(),
                event.recordedAt());
    }
}
