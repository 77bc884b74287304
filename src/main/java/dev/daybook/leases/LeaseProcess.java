package dev.daybook.leases;

import static dev.daybook.kernel.Process.Send.send;
import static dev.daybook.leases.Lease.LEASE;
import static dev.daybook.leases.Property.PROPERTY;

import dev.daybook.kernel.Process;
import dev.daybook.kernel.Recorded;
import dev.daybook.leases.Lease.Command.*;
import dev.daybook.leases.Lease.Event;
import dev.daybook.leases.Lease.Event.*;
import dev.daybook.leases.Lease.Terms;
import dev.daybook.leases.Property.Command.*;
import java.time.Duration;
import java.util.List;

/**
 * Asks the property for the unit of a lease, and gives it back:
 *
 * <pre>
 * event             command                             accepted   refused
 * LeaseRequested    reserve the unit                    Activate   Decline
 * LeaseReminded     the same again
 * LeaseTerminated   release the unit from that day on
 * </pre>
 */
public final class LeaseProcess implements Process<Event> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String UNFINISHED =
            """
            select lease_id as id, status, extract(epoch from clock_timestamp() - updated_at)::float8 as seconds
            from lease_summary
            where status = 'REQUESTED'
            order by updated_at
            limit $1
            """;

    @Override
    public String name() {
        return "leases";
    }

    @Override
    public Deadline deadline() {
        return new Deadline(PATIENCE, UNFINISHED, id -> send(LEASE, id, new Remind()));
    }

    @Override
    public List<Send<?>> on(Recorded<Event> event) {
        String id = event.stream().id();
        return switch (event.event()) {
            case LeaseRequested(var terms) -> List.of(reserve(id, terms));
            case LeaseReminded(var terms) -> List.of(reserve(id, terms));
            case LeaseTerminated(var property, var date, _) ->
                    List.of(send(PROPERTY, property, new Release(id, date)).once("release"));
            case LeaseCreated _,
                    LeaseDeclined _,
                    PaymentReceived _,
                    MonthlyPaymentCompleted _,
                    MaintenanceRequestCreated _,
                    MaintenanceRequestCompleted _,
                    NoticePosted _ ->
                    List.of();
        };
    }

    private static Send<?> reserve(String id, Terms terms) {
        return send(PROPERTY, terms.propertyId(), new Reserve(id, terms.unitId(), terms.period()))
                .once("reserve")
                .then(send(LEASE, id, new Activate()))
                .orElse(reason -> send(LEASE, id, new Decline(reason)));
    }
}
