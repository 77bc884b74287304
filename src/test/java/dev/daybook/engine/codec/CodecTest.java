package dev.daybook.engine.codec;

import static dev.daybook.kernel.Decision.accept;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.accounts.Account;
import dev.daybook.accounts.Account.Event.MoneyDeposited;
import dev.daybook.engine.codec.CodecTest.Shipments.Shipped;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Decider;
import dev.daybook.kernel.Decision;
import dev.daybook.kernel.Metadata;
import dev.daybook.kernel.Recorded;
import dev.daybook.kernel.Stored;
import dev.daybook.kernel.StreamId;
import dev.daybook.money.Money;
import dev.daybook.store.NewEvent;
import dev.daybook.store.StoredEvent;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Events are stored under registered names, and read in whatever version they were stored. */
class CodecTest {

    /** Has seen its only event change twice: {@code to}, then {@code city}, then {@code stops}. */
    static final class Shipments implements Decider<String, Shipped, Integer> {

        @Stored(version = 3)
        record Shipped(List<String> stops, Optional<Instant> due, @Nullable Long weightGrams) {}

        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public Decision<Shipped> decide(String command, Integer state) {
            return accept(new Shipped(List.of(command), Optional.empty(), null));
        }

        @Override
        public Integer evolve(Integer state, Shipped event) {
            return state + 1;
        }
    }

    /** One of them bears the other's name. */
    sealed interface Returned {
        record Shipped() implements Returned {}

        @Stored(name = "Shipped")
        record Renamed() implements Returned {}
    }

    static final class Returns implements Decider<String, Returned, Integer> {

        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public Decision<Returned> decide(String command, Integer state) {
            return accept(new Returned.Shipped());
        }

        @Override
        public Integer evolve(Integer state, Returned event) {
            return state + 1;
        }
    }

    private static final StreamId STREAM = new StreamId("shipment", "s");
    private static final Metadata METADATA = new Metadata("c", "r", null, "user");

    private final Codec codec = new Codec();
    private final Aggregate<String, Shipped, Integer> shipments =
            builder().upcaster("Shipped", 1, CodecTest::toCity).build();

    private static Aggregate.Builder<String, Shipped, Integer> builder() {
        return Aggregate.of("shipment", new Shipments())
                .upcaster("Shipped", 2, CodecTest::cityToStops);
    }

    @Test
    void an_old_payload_is_lifted_step_by_step() {
        Shipped bonn = new Shipped(List.of("Bonn"), Optional.empty(), 7L);

        assertEquals(bonn, decoded("Shipped", 1, "{\"to\": \"bonn\", \"weightGrams\": 7}"));
        assertEquals(bonn, decoded("Shipped", 2, "{\"city\": \"Bonn\", \"weightGrams\": 7}"));
        assertEquals(bonn, decoded("Shipped", 3, "{\"stops\": [\"Bonn\"], \"weightGrams\": 7}"));
    }

    @Test
    void a_missing_step_fails_when_the_aggregate_is_built() {
        var failure = assertThrows(IllegalArgumentException.class, () -> builder().build());

        assertEquals(
                "Event type Shipped has no upcaster from schema version 1 to 2.",
                failure.getMessage());
    }

    @Test
    void two_events_of_one_name_fail_when_the_aggregate_is_built() {
        var failure =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Aggregate.of("returned", new Returns()).build());

        assertEquals(
                Returned.Shipped.class.getName()
                        + " and "
                        + Returned.Renamed.class.getName()
                        + " are both stored as Shipped.",
                failure.getMessage());
    }

    @Test
    void an_event_of_a_newer_service_is_named() {
        assertRefused(
                "Event 42 (shipment/s, version 7) cannot be read: Event type Shipped is known up to"
                        + " schema version 3, but version 4 is stored.",
                "Shipped",
                4,
                "{}");
    }

    @Test
    void an_event_of_an_unknown_type_is_named() {
        assertRefused(
                "Event 42 (shipment/s, version 7) cannot be read: Event type Lost is unknown in"
                        + " category shipment.",
                "Lost",
                1,
                "{}");
    }

    @Test
    void an_event_that_does_not_fit_is_named() {
        for (String payload :
                List.of(
                        "{\"stops\": 1}",
                        "{\"stops\": [], \"unheardOf\": 1}",
                        "{\"stops\": []} {}",
                        "[]",
                        "null",
                        "no json")) {
            assertRefused(
                    "Event 42 (shipment/s, version 7) cannot be read: ", "Shipped", 3, payload);
        }
        assertRefused("Event 42 (shipment/s, version 7) cannot be read: ", "Shipped", 1, "[]");
        assertRefused("Event 42 (shipment/s, version 7) cannot be read: ", "Shipped", 1, "{}");
    }

    @Test
    void an_event_class_that_is_not_registered_is_named() {
        Aggregate<String, Object, Integer> empty =
                Aggregate.<String, Object, Integer>of("empty", new Nothing()).build();

        var failure =
                assertThrows(
                        IllegalArgumentException.class, () -> codec.encode(empty, "text", "{}"));
        assertEquals(
                "Event class java.lang.String is not registered in category empty.",
                failure.getMessage());
    }

    @Test
    void an_event_comes_back_as_it_was_with_its_metadata() {
        Instant due = Instant.parse("2025-02-28T23:59:59.123456789Z");
        for (Shipped event :
                List.of(
                        new Shipped(List.of("A", "世界 👩‍🚀"), Optional.of(due), 1L << 60),
                        new Shipped(List.of(), Optional.empty(), null))) {
            NewEvent encoded = codec.encode(shipments, event, codec.encode(METADATA));
            Recorded<Shipped> recorded =
                    codec.decode(
                            shipments,
                            stored(
                                    encoded.eventType(),
                                    encoded.schemaVersion(),
                                    encoded.payload(),
                                    encoded.metadata()));

            assertEquals(event, recorded.event());
            assertEquals(METADATA, recorded.metadata());
        }
    }

    @Test
    void an_amount_of_money_stores_amount_and_currency_and_nothing_else() {
        Money money = new Money(1_050, Currency.getInstance("JPY"));
        NewEvent event = codec.encode(Account.ACCOUNT, new MoneyDeposited(money, "t"), "{}");

        assertEquals(
                new JsonObject("{\"amount\": 1050, \"currency\": \"JPY\"}"),
                new JsonObject(event.payload()).getJsonObject("money"));
    }

    private Object decoded(String type, int schemaVersion, String payload) {
        return codec.decode(shipments, stored(type, schemaVersion, payload, "{}")).event();
    }

    private void assertRefused(String message, String type, int schemaVersion, String payload) {
        var failure =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> decoded(type, schemaVersion, payload),
                        payload);
        assertTrue(failure.getMessage().startsWith(message), failure.getMessage());
    }

    private static StoredEvent stored(
            String type, int schemaVersion, String payload, String metadata) {
        return new StoredEvent(
                42,
                STREAM,
                7,
                new UUID(0, 1),
                type,
                schemaVersion,
                payload,
                metadata,
                Instant.EPOCH);
    }

    private static Map<String, Object> toCity(Map<String, Object> payload) {
        Map<String, Object> lifted = new HashMap<>(payload);
        String to = (String) lifted.remove("to");
        lifted.put("city", to.substring(0, 1).toUpperCase(Locale.ROOT) + to.substring(1));
        return lifted;
    }

    private static Map<String, Object> cityToStops(Map<String, Object> payload) {
        Map<String, Object> lifted = new HashMap<>(payload);
        lifted.put("stops", List.of(lifted.remove("city")));
        return lifted;
    }

    /** Decides nothing. */
    private static final class Nothing implements Decider<String, Object, Integer> {

        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public Decision<Object> decide(String command, Integer state) {
            return accept(command);
        }

        @Override
        public Integer evolve(Integer state, Object event) {
            return state;
        }
    }
}
