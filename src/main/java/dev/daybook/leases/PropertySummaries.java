package dev.daybook.leases;

import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.leases.Property.Event;
import dev.daybook.leases.Property.Event.*;
import dev.daybook.leases.Property.Unit;
import dev.daybook.leases.PropertySummaries.PropertySummary;
import dev.daybook.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row for each property: where it is, who manages it, and what it consists of. */
@RegisterForReflection(ignoreNested = false)
public final class PropertySummaries implements Projection.Fold<Event, PropertySummary> {

    /** What a unit is offered for, if it is. */
    public record Offer(String unitId, @Nullable Long monthlyRent, @Nullable Currency currency) {

        private static Offer of(Unit unit) {
            Money rent = unit.askingRent();
            return rent == null
                    ? new Offer(unit.unitId(), null, null)
                    : new Offer(unit.unitId(), rent.amount(), rent.currency());
        }
    }

    public record PropertySummary(
            String propertyId,
            String street,
            String city,
            String postalCode,
            String country,
            String managerId,
            List<Offer> units,
            long version,
            Instant createdAt,
            Instant updatedAt) {

        private PropertySummary after(Recorded<Event> event) {
            return new PropertySummary(
                    propertyId,
                    street,
                    city,
                    postalCode,
                    country,
                    managerId,
                    units,
                    event.version(),
                    createdAt,
                    event.recordedAt());
        }
    }

    @Override
    public PropertySummary fold(Optional<PropertySummary> before, Recorded<Event> event) {
        return switch (event.event()) {
            case PropertyRegistered(var address, var managerId, var units) ->
                    new PropertySummary(
                            event.stream().id(),
                            address.street(),
                            address.city(),
                            address.postalCode(),
                            address.country(),
                            managerId,
                            units.stream().map(Offer::of).toList(),
                            event.version(),
                            event.recordedAt(),
                            event.recordedAt());
            case UnitReserved _, UnitReleased _ -> before.orElseThrow().after(event);
        };
    }
}
