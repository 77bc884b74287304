package dev.daybook.leases;

import static dev.daybook.kernel.Decision.accept;
import static dev.daybook.kernel.Decision.reject;
import static dev.daybook.leases.Property.Refusal.*;

import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Decider;
import dev.daybook.kernel.Decision;
import dev.daybook.kernel.Rejection;
import dev.daybook.leases.Property.Command;
import dev.daybook.leases.Property.Command.*;
import dev.daybook.leases.Property.Event;
import dev.daybook.leases.Property.Event.*;
import dev.daybook.leases.Property.State;
import dev.daybook.leases.Property.State.*;
import dev.daybook.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A property with its units and their calendar, which alone decides who gets a unit: no two
 * bookings of one unit share a day.
 */
@RegisterForReflection(ignoreNested = false)
public final class Property implements Decider<Command, Event, State> {

    /** What a property without named units consists of. */
    public static final String ONLY_UNIT = "main";

    public record Address(String street, String city, String postalCode, String country) {}

    /** What can be leased, and for how much it is offered, if it is. */
    public record Unit(String unitId, @Nullable Money askingRent) {}

    /** The days for which a lease has a unit. */
    public record Booking(String unitId, Period period) {}

    public sealed interface Command {
        record Register(Address address, String managerId, List<Unit> units) implements Command {
            public Register {
                units = List.copyOf(units);
            }
        }

        /**
         * Books a unit for a lease.
         *
         * @param unitId may be left out where the property has a single one
         */
        record Reserve(String leaseId, @Nullable String unitId, Period period) implements Command {}

        /** Frees the unit of a lease from a day on. */
        record Release(String leaseId, LocalDate from) implements Command {}
    }

    public sealed interface Event {
        record PropertyRegistered(Address address, String managerId, List<Unit> units)
                implements Event {
            public PropertyRegistered {
                units = List.copyOf(units);
            }
        }

        record UnitReserved(String leaseId, String unitId, Period period) implements Event {}

        record UnitReleased(String leaseId, String unitId, LocalDate from) implements Event {}
    }

    public sealed interface State {
        record Unregistered() implements State {}

        /**
         * @param bookings by lease
         */
        record Registered(List<String> units, Map<String, Booking> bookings) implements State {
            public Registered {
                units = List.copyOf(units);
                bookings = Map.copyOf(bookings);
            }
        }
    }

    public enum Refusal implements Rejection {
        @Absent
        NO_SUCH_PROPERTY,
        @WrongState
        PROPERTY_EXISTS,
        @Blames(field = "units", code = "repeated")
        UNIT_REPEATED,
        /** Of a lease that is asked for: what is missing is not the resource in its path. */
        @Blames(field = "propertyId", code = "unknown")
        UNKNOWN_PROPERTY,
        @Blames(field = "unitId", code = "unknown")
        UNKNOWN_UNIT,
        @Blames(field = "unitId", code = "missing")
        UNIT_REQUIRED,
        @WrongState
        UNIT_TAKEN,
        @WrongState
        UNIT_NOT_RESERVED
    }

    public static final Aggregate<Command, Event, State> PROPERTY =
            Aggregate.of("property", new Property()).refusals(Refusal.values()).build();

    @Override
    public State initial() {
        return new Unregistered();
    }

    @Override
    public Decision<Event> decide(Command command, State state) {
        return switch (state) {
            case Unregistered _ ->
                    switch (command) {
                        case Register register -> registered(register);
                        case Reserve _ -> reject(UNKNOWN_PROPERTY, "There is no such property.");
                        case Release _ -> reject(UNIT_NOT_RESERVED, "The lease has no unit here.");
                    };
            case Registered property ->
                    switch (command) {
                        case Register _ -> reject(PROPERTY_EXISTS, "The property exists already.");
                        case Reserve reserve -> reserved(reserve, property);
                        case Release(var lease, _) when !property.bookings().containsKey(lease) ->
                                reject(UNIT_NOT_RESERVED, "The lease has no unit here.");
                        case Release(var lease, var from) ->
                                accept(
                                        new UnitReleased(
                                                lease,
                                                property.bookings().get(lease).unitId(),
                                                from));
                    };
        };
    }

    private static Decision<Event> registered(Register register) {
        List<Unit> units =
                register.units().isEmpty() ? List.of(new Unit(ONLY_UNIT, null)) : register.units();
        return units.stream().map(Unit::unitId).distinct().count() < units.size()
                ? reject(UNIT_REPEATED, "A unit is named twice.")
                : accept(new PropertyRegistered(register.address(), register.managerId(), units));
    }

    private static Decision<Event> reserved(Reserve reserve, Registered property) {
        if (reserve.unitId() == null && property.units().size() > 1) {
            return reject(UNIT_REQUIRED, "The property has several units: name one.");
        }
        String unit = reserve.unitId() == null ? property.units().getFirst() : reserve.unitId();
        if (!property.units().contains(unit)) {
            return reject(UNKNOWN_UNIT, "The property has no unit " + unit + ".");
        }
        Booking booking = new Booking(unit, reserve.period());
        return property.bookings().values().stream().anyMatch(other -> clash(booking, other))
                ? reject(UNIT_TAKEN, "Unit " + unit + " is leased on some of these days.")
                : accept(new UnitReserved(reserve.leaseId(), unit, reserve.period()));
    }

    private static boolean clash(Booking one, Booking other) {
        return one.unitId().equals(other.unitId()) && one.period().overlaps(other.period());
    }

    @Override
    public State evolve(State state, Event event) {
        return switch (event) {
            case PropertyRegistered(_, _, var units) ->
                    new Registered(units.stream().map(Unit::unitId).toList(), Map.of());
            case UnitReserved(var lease, var unit, var period) ->
                    with((Registered) state, lease, new Booking(unit, period));
            case UnitReleased(var lease, var unit, var from) ->
                    with(
                            (Registered) state,
                            lease,
                            new Booking(
                                    unit,
                                    ((Registered) state)
                                            .bookings()
                                            .get(lease)
                                            .period()
                                            .endingBefore(from)));
        };
    }

    /** A booking without a day is none. */
    private static Registered with(Registered property, String lease, Booking booking) {
        Map<String, Booking> bookings = new HashMap<>(property.bookings());
        if (booking.period().isEmpty()) {
            bookings.remove(lease);
        } else {
            bookings.put(lease, booking);
        }
        return new Registered(property.units(), bookings);
    }
}
