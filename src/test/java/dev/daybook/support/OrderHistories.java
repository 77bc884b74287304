package dev.daybook.support;

import static dev.daybook.support.Amounts.EUR;

import dev.daybook.orders.Order.Command;
import dev.daybook.orders.Order.Command.*;
import dev.daybook.orders.Order.Item;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;

/** Random commands for orders, sensible or not. */
public final class OrderHistories {

    private final Random random;

    public OrderHistories(long seed) {
        random = new Random(seed);
    }

    public Command command() {
        return switch (random.nextInt(16)) {
            case 0 -> new Create("customer-" + random.nextInt(3), EUR, List.of());
            case 1 -> new Create("customer-" + random.nextInt(3), EUR, items());
            case 2 -> new Place();
            case 3 -> new Confirm();
            case 4 -> new Cancel("reason ü");
            case 5, 6, 7 -> new RemoveItem(product(), anyQuantity());
            default -> new AddItem(item());
        };
    }

    /** One of so many ids. */
    public String id(int count) {
        return "order-" + random.nextInt(count);
    }

    /** Now and then. */
    public boolean mayBeginAnew() {
        return random.nextInt(30) == 0;
    }

    private List<Item> items() {
        return Stream.generate(this::item).limit(1 + random.nextInt(4)).toList();
    }

    private Item item() {
        long quantity = random.nextInt(10) == 0 ? 1_000_000 : random.nextLong(1, 20);
        String product = product();
        long price =
                switch (random.nextInt(40)) {
                    case 0 -> Long.MAX_VALUE / 2;
                    case 1 -> random.nextLong(1, Long.MAX_VALUE);
                    // mostly the same one, or nothing would ever merge
                    default -> 100L + product.charAt(product.length() - 1);
                };
        return new Item(product, quantity, price);
    }

    private String product() {
        return "product-" + random.nextInt(6);
    }

    private OptionalLong anyQuantity() {
        return random.nextInt(3) == 0
                ? OptionalLong.empty()
                : OptionalLong.of(random.nextLong(1, 20));
    }
}
