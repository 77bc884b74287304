package dev.daybook.transfers;

import dev.daybook.kernel.Process.Refused;
import dev.daybook.kernel.Projection;
import dev.daybook.kernel.Recorded;
import dev.daybook.kernel.Rejection;
import dev.daybook.transfers.Transfer.Event;
import dev.daybook.transfers.Transfer.Event.*;
import dev.daybook.transfers.Transfers.TransferSummary;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Currency;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row for each transfer: how far it is. */
@RegisterForReflection(ignoreNested = false)
public final class Transfers implements Projection.Fold<Event, TransferSummary> {

    public enum Status {
        REQUESTED,
        DEBITED,
        COMPLETED,
        FAILED
    }

    public record TransferSummary(
            String transferId,
            String sourceAccountId,
            String destinationAccountId,
            long amount,
            Currency currency,
            Status status,
            @Nullable String failureCode,
            Rejection.@Nullable Kind failureKind,
            @Nullable String failureDetail,
            long version,
            Instant createdAt,
            Instant updatedAt) {

        private TransferSummary after(Recorded<Event> event, Status newStatus) {
            return after(event, newStatus, null, null, null);
        }

        private TransferSummary failed(Recorded<Event> event, Refused reason) {
            return after(event, Status.FAILED, reason.code(), reason.kind(), reason.detail());
        }

        private TransferSummary after(
                Recorded<Event> event,
                Status newStatus,
                @Nullable String code,
                Rejection.@Nullable Kind kind,
                @Nullable String detail) {
            return new TransferSummary(
                    transferId,
                    sourceAccountId,
                    destinationAccountId,
                    amount,
                    currency,
                    newStatus,
                    code,
                    kind,
                    detail,
                    event.version(),
                    createdAt,
                    event.recordedAt());
        }
    }

    @Override
    public TransferSummary fold(Optional<TransferSummary> before, Recorded<Event> event) {
        return switch (event.event()) {
            case TransferRequested(var order) ->
                    new TransferSummary(
                            event.stream().id(),
                            order.source(),
                            order.destination(),
                            order.money().amount(),
                            order.money().currency(),
                            Status.REQUESTED,
                            null,
                            null,
                            null,
                            event.version(),
                            event.recordedAt(),
                            event.recordedAt());
            case TransferDebited _, TransferReversed _ ->
                    before.orElseThrow().after(event, Status.DEBITED);
            case TransferCompleted _ -> before.orElseThrow().after(event, Status.COMPLETED);
            case TransferFailed(var reason) -> before.orElseThrow().failed(event, reason);
            case TransferReminded _ ->
                    before.orElseThrow().after(event, before.orElseThrow().status());
        };
    }
}
