package dev.daybook.leases;

import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.leases.Lease.Event;
import dev.daybook.leases.Lease.Event.*;
import dev.daybook.leases.MaintenanceRequests.MaintenanceRequest;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row for each thing that a tenant wants mended. */
@RegisterForReflection(ignoreNested = false)
public final class MaintenanceRequests implements Projection.Fold<Event, MaintenanceRequest> {

    /**
     * @param requestKey its id within its lease, and the lease's
     */
    public record MaintenanceRequest(
            String requestKey,
            String leaseId,
            String requestId,
            String description,
            LocalDate createdOn,
            @Nullable LocalDate completedOn,
            @Nullable Integer satisfaction) {

        private MaintenanceRequest completed(LocalDate day, @Nullable Integer newSatisfaction) {
            return new MaintenanceRequest(
                    requestKey, leaseId, requestId, description, createdOn, day, newSatisfaction);
        }
    }

    @Override
    public boolean concerns(Event event) {
        return event instanceof Maintenance;
    }

    @Override
    public String key(Recorded<Event> event) {
        return event.stream().id() + "/" + ((Maintenance) event.event()).requestId();
    }

    @Override
    public MaintenanceRequest fold(Optional<MaintenanceRequest> before, Recorded<Event> event) {
        return switch ((Maintenance) event.event()) {
            case MaintenanceRequestCreated(var request, var description, var day) ->
                    new MaintenanceRequest(
                            key(event), event.stream().id(), request, description, day, null, null);
            case MaintenanceRequestCompleted(_, var satisfaction, var day) ->
                    before.orElseThrow().completed(day, satisfaction);
        };
    }
}
