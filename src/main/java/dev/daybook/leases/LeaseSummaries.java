package dev.daybook.leases;

import dev.daybook.kernel.Process.Refused;
import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.leases.Lease.Event;
import dev.daybook.leases.Lease.Event.*;
import dev.daybook.leases.Lease.Terms;
import dev.daybook.leases.LeaseSummaries.LeaseSummary;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row for each lease: what is agreed, what is paid, and in which state it is. */
@RegisterForReflection(ignoreNested = false)
public final class LeaseSummaries implements Projection.Fold<Event, LeaseSummary> {

    /** That it has expired is told by the day alone. */
    public enum Status {
        REQUESTED,
        ACTIVE,
        TERMINATED,
        DECLINED
    }

    /**
     * @param endsBefore the first day without the lease
     */
    public record LeaseSummary(
            String leaseId,
            String tenantId,
            String propertyId,
            @Nullable String unitId,
            LocalDate startDate,
            LocalDate endDate,
            LocalDate endsBefore,
            long monthlyRent,
            Currency currency,
            Status status,
            @Nullable Refused failure,
            @Nullable String terminationReason,
            long paid,
            int monthsCompleted,
            long version,
            Instant createdAt,
            Instant updatedAt) {

        /** The days on which it holds, none where it was terminated before it began. */
        Period period() {
            return new Period(startDate, endDate).endingBefore(endsBefore);
        }

        private LeaseSummary after(Recorded<Event> event, Status newStatus) {
            return after(event, newStatus, endsBefore, paid, monthsCompleted);
        }

        private LeaseSummary paid(Recorded<Event> event, long newPaid, int completed) {
            return after(event, status, endsBefore, newPaid, completed);
        }

        private LeaseSummary after(
                Recorded<Event> event,
                Status newStatus,
                LocalDate newEndsBefore,
                long newPaid,
                int completed) {
            return new LeaseSummary(
                    leaseId,
                    tenantId,
                    propertyId,
                    unitId,
                    startDate,
                    endDate,
                    newEndsBefore,
                    monthlyRent,
                    currency,
                    newStatus,
                    failure,
                    terminationReason,
                    newPaid,
                    completed,
                    event.version(),
                    createdAt,
                    event.recordedAt());
        }

        private LeaseSummary because(@Nullable Refused refused, @Nullable String reason) {
            return new LeaseSummary(
                    leaseId,
                    tenantId,
                    propertyId,
                    unitId,
                    startDate,
                    endDate,
                    endsBefore,
                    monthlyRent,
                    currency,
                    status,
                    refused,
                    reason,
                    paid,
                    monthsCompleted,
                    version,
                    createdAt,
                    updatedAt);
        }
    }

    @Override
    public LeaseSummary fold(Optional<LeaseSummary> before, Recorded<Event> event) {
        return event.event() instanceof LeaseRequested(var terms)
                ? requested(terms, event)
                : changed(before.orElseThrow(), event);
    }

    private static LeaseSummary changed(LeaseSummary row, Recorded<Event> event) {
        return switch (event.event()) {
            case LeaseCreated _ -> row.after(event, Status.ACTIVE);
            case LeaseDeclined(var reason) ->
                    row.after(event, Status.DECLINED).because(reason, null);
            case PaymentReceived(var money, _, _) ->
                    row.paid(event, row.paid() + money.amount(), row.monthsCompleted());
            case MonthlyPaymentCompleted(var month, _, _) -> row.paid(event, row.paid(), month);
            case LeaseTerminated(_, var date, var reason) ->
                    row.after(event, Status.TERMINATED, date, row.paid(), row.monthsCompleted())
                            .because(null, reason);
            case LeaseRequested _,
                    LeaseReminded _,
                    MaintenanceRequestCreated _,
                    MaintenanceRequestCompleted _,
                    NoticePosted _ ->
                    row.after(event, row.status());
        };
    }

    private static LeaseSummary requested(Terms terms, Recorded<Event> event) {
        return new LeaseSummary(
                event.stream().id(),
                terms.tenantId(),
                terms.propertyId(),
                terms.unitId(),
                terms.period().start(),
                terms.period().end(),
                terms.period().end().plusDays(1),
                terms.monthlyRent().amount(),
                terms.monthlyRent().currency(),
                Status.REQUESTED,
                null,
                null,
                0,
                0,
                event.version(),
                event.recordedAt(),
                event.recordedAt());
    }
}
