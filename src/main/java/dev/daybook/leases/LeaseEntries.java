package dev.daybook.leases;

import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.leases.Lease.Event;
import dev.daybook.leases.Lease.Event.*;
import dev.daybook.leases.LeaseEntries.LeaseEntry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row for each payment, each month that one completed, and each notice; never changes. */
@RegisterForReflection(ignoreNested = false)
public final class LeaseEntries implements Projection.Journal<Event, LeaseEntry> {

    public enum Type {
        PAYMENT,
        MONTH_COMPLETED,
        NOTICE
    }

    /**
     * @param day on which it was paid, due, or posted
     */
    public record LeaseEntry(
            String leaseId,
            long streamVersion,
            Type type,
            LocalDate day,
            @Nullable Long amount,
            @Nullable Currency currency,
            @Nullable String paymentMethod,
            @Nullable String paymentReference,
            @Nullable Integer month,
            @Nullable String text,
            Instant occurredAt) {}

    @Override
    public List<LeaseEntry> entries(Recorded<Event> event) {
        return switch (event.event()) {
            case PaymentReceived payment -> List.of(payment(payment, event));
            case MonthlyPaymentCompleted month -> List.of(month(month, event));
            case NoticePosted notice -> List.of(notice(notice, event));
            case LeaseRequested _,
                    LeaseCreated _,
                    LeaseDeclined _,
                    LeaseReminded _,
                    MaintenanceRequestCreated _,
                    MaintenanceRequestCompleted _,
                    LeaseTerminated _ ->
                    List.of();
        };
    }

    private static LeaseEntry payment(PaymentReceived payment, Recorded<Event> event) {
        return new LeaseEntry(
                event.stream().id(),
                event.version(),
                Type.PAYMENT,
                payment.paymentDate(),
                payment.money().amount(),
                payment.money().currency(),
                payment.method().type(),
                payment.method().reference(),
                null,
                null,
                event.recordedAt());
    }

    private static LeaseEntry month(MonthlyPaymentCompleted month, Recorded<Event> event) {
        return new LeaseEntry(
                event.stream().id(),
                event.version(),
                Type.MONTH_COMPLETED,
                month.dueDate(),
                month.rent().amount(),
                month.rent().currency(),
                null,
                null,
                month.month(),
                null,
                event.recordedAt());
    }

    private static LeaseEntry notice(NoticePosted notice, Recorded<Event> event) {
        return new LeaseEntry(
                event.stream().id(),
                event.version(),
                Type.NOTICE,
                notice.postedOn(),
                null,
                null,
                null,
                null,
                null,
                notice.text(),
                event.recordedAt());
    }
}
