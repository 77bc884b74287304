package dev.daybook.leases;

import static dev.daybook.leases.Property.PROPERTY;
import static dev.daybook.leases.Property.Refusal.*;
import static dev.daybook.support.Amounts.eur;
import static dev.daybook.support.Specification.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.kernel.Decision;
import dev.daybook.leases.Property.Address;
import dev.daybook.leases.Property.Booking;
import dev.daybook.leases.Property.Command;
import dev.daybook.leases.Property.Command.*;
import dev.daybook.leases.Property.Event;
import dev.daybook.leases.Property.Event.*;
import dev.daybook.leases.Property.State;
import dev.daybook.leases.Property.State.Registered;
import dev.daybook.leases.Property.Unit;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets a unit of a property, and when. */
class PropertyTest {

    private static final Address ADDRESS = new Address("Am Markt 1", "Köln", "50667", "DE");
    private static final Unit A = new Unit("a", eur(900));
    private static final Unit B = new Unit("b", null);
    private static final Event TWO_UNITS =
            new PropertyRegistered(ADDRESS, "manager", List.of(A, B));
    private static final Event ONE_UNIT =
            new PropertyRegistered(ADDRESS, "manager", List.of(new Unit("main", null)));
    private static final Period MAY = new Period(day(5, 1), day(5, 31));

    @Test
    void a_property_is_registered_once_with_its_units() {
        Command register = new Register(ADDRESS, "manager", List.of(A, B));
        given(PROPERTY).when(register).thenAccepted(TWO_UNITS);
        given(PROPERTY, TWO_UNITS).when(register).thenRejected(PROPERTY_EXISTS);
        given(PROPERTY)
                .when(new Register(ADDRESS, "manager", List.of(A, A)))
                .thenRejected(UNIT_REPEATED);
    }

    @Test
    void one_without_named_units_is_one_unit() {
        given(PROPERTY).when(new Register(ADDRESS, "manager", List.of())).thenAccepted(ONE_UNIT);
    }

    @Test
    void a_unit_is_reserved_for_a_lease() {
        given(PROPERTY, TWO_UNITS)
                .when(new Reserve("l1", "b", MAY))
                .thenAccepted(new UnitReserved("l1", "b", MAY));
    }

    @Test
    void a_single_unit_needs_no_name_and_one_of_several_does() {
        given(PROPERTY, ONE_UNIT)
                .when(new Reserve("l1", null, MAY))
                .thenAccepted(new UnitReserved("l1", "main", MAY));
        given(PROPERTY, TWO_UNITS).when(new Reserve("l1", null, MAY)).thenRejected(UNIT_REQUIRED);
    }

    @Test
    void only_what_is_there_is_reserved() {
        given(PROPERTY).when(new Reserve("l1", "a", MAY)).thenRejected(UNKNOWN_PROPERTY);
        given(PROPERTY, TWO_UNITS).when(new Reserve("l1", "c", MAY)).thenRejected(UNKNOWN_UNIT);
    }

    @Test
    void no_two_leases_have_a_unit_on_one_day() {
        Event taken = new UnitReserved("l1", "a", MAY);
        given(PROPERTY, TWO_UNITS, taken)
                .when(new Reserve("l2", "a", new Period(day(5, 31), day(6, 30))))
                .thenRejected(UNIT_TAKEN);
        given(PROPERTY, TWO_UNITS, taken)
                .when(new Reserve("l2", "a", new Period(day(4, 1), day(5, 1))))
                .thenRejected(UNIT_TAKEN);
        Period june = new Period(day(6, 1), day(6, 30));
        given(PROPERTY, TWO_UNITS, taken)
                .when(new Reserve("l2", "a", june))
                .thenAccepted(new UnitReserved("l2", "a", june));
        given(PROPERTY, TWO_UNITS, taken)
                .when(new Reserve("l2", "b", MAY))
                .thenAccepted(new UnitReserved("l2", "b", MAY));
    }

    @Test
    void a_unit_is_free_from_the_day_on_which_it_is_released() {
        Event taken = new UnitReserved("l1", "a", MAY);
        Event released = new UnitReleased("l1", "a", day(5, 10));
        given(PROPERTY, TWO_UNITS, taken)
                .when(new Release("l1", day(5, 10)))
                .thenAccepted(released);
        Period rest = new Period(day(5, 10), day(5, 31));
        given(PROPERTY, TWO_UNITS, taken, released)
                .when(new Reserve("l2", "a", rest))
                .thenAccepted(new UnitReserved("l2", "a", rest));
        given(PROPERTY, TWO_UNITS, taken, released)
                .when(new Reserve("l2", "a", new Period(day(5, 9), day(5, 31))))
                .thenRejected(UNIT_TAKEN);
    }

    @Test
    void a_lease_that_never_began_leaves_no_day() {
        given(
                        PROPERTY,
                        TWO_UNITS,
                        new UnitReserved("l1", "a", MAY),
                        new UnitReleased("l1", "a", day(5, 1)))
                .when(new Reserve("l2", "a", MAY))
                .thenAccepted(new UnitReserved("l2", "a", MAY));
    }

    @Test
    void only_what_is_reserved_is_released() {
        given(PROPERTY).when(new Release("l1", day(5, 1))).thenRejected(UNIT_NOT_RESERVED);
        given(PROPERTY, TWO_UNITS)
                .when(new Release("l1", day(5, 1)))
                .thenRejected(UNIT_NOT_RESERVED);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 20_260_131})
    void no_unit_is_ever_booked_twice_whatever_is_asked_for(long seed) {
        RandomGenerator random = new Random(seed);
        State state = PROPERTY.decider().evolve(PROPERTY.decider().initial(), TWO_UNITS);
        int reserved = 0;
        for (int i = 0; i < 3000; i++) {
            if (PROPERTY.decider().decide(any(random, i), state)
                    instanceof Decision.Accepted(var events)) {
                for (Event event : events) {
                    state = PROPERTY.decider().evolve(state, event);
                    reserved += event instanceof UnitReserved ? 1 : 0;
                }
            }
            assertNoOverlap(((Registered) state).bookings().values().stream().toList(), seed);
        }
        System.out.println(reserved + " reservations with seed " + seed);
    }

    private static void assertNoOverlap(List<Booking> bookings, long seed) {
        List<String> clashes = new ArrayList<>();
        for (int i = 0; i < bookings.size(); i++) {
            for (int j = i + 1; j < bookings.size(); j++) {
                Booking one = bookings.get(i);
                Booking other = bookings.get(j);
                if (one.unitId().equals(other.unitId()) && one.period().overlaps(other.period())) {
                    clashes.add(one + " and " + other);
                }
            }
        }
        assertEquals(List.of(), clashes, "seed " + seed);
    }

    private static Command any(RandomGenerator random, int number) {
        LocalDate start = day(1, 1).plusDays(random.nextInt(700));
        return random.nextInt(4) == 0
                ? new Release("l" + random.nextInt(Math.max(1, number)), start)
                : new Reserve(
                        "l" + number,
                        random.nextBoolean() ? "a" : "b",
                        new Period(start, start.plusDays(random.nextInt(1, 60))));
    }

    private static LocalDate day(int month, int day) {
        return LocalDate.of(2026, month, day);
    }
}
