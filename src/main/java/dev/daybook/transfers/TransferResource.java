package dev.daybook.transfers;

import static dev.daybook.transfers.Transfer.Refusal.NO_SUCH_TRANSFER;
import static dev.daybook.transfers.Transfer.TRANSFER;

import dev.daybook.engine.Engine;
import dev.daybook.engine.feed.EventAwaiter;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.transfers.Transfer.Command;
import dev.daybook.transfers.Transfer.Command.Begin;
import dev.daybook.transfers.Transfer.Order;
import dev.daybook.transfers.Transfers.Status;
import dev.daybook.transfers.Transfers.TransferSummary;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Ends;
import dev.daybook.web.answer.Page;
import dev.daybook.web.answer.Reads;
import dev.daybook.web.answer.Receipt;
import dev.daybook.web.answer.Writes;
import dev.daybook.web.problem.EmbeddedProblem;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Request;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Transfers over HTTP. */
@RegisterForReflection(ignoreNested = false)
@Tag(description = "Money from one account to another.")
@RequiresScope("transfers")
@Path("/api/transfers")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class TransferResource {

    private static final String BY_ACCOUNT =
            """
            select transfer_id, source_account_id, destination_account_id, amount, currency, status, failure_code,
                   failure_kind, failure_detail, version, created_at, updated_at
            from (
                (select transfer_id, source_account_id, destination_account_id, amount, currency, status, failure_code,
                        failure_kind, failure_detail, version, created_at, updated_at
                 from transfer_summary
                 where source_account_id = $1 and ($2::text is null or status = $2)
                   and transfer_id > coalesce($3::text, '')
                 order by transfer_id limit $4)
                union all
                (select transfer_id, source_account_id, destination_account_id, amount, currency, status, failure_code,
                        failure_kind, failure_detail, version, created_at, updated_at
                 from transfer_summary
                 where destination_account_id = $1 and ($2::text is null or status = $2)
                   and transfer_id > coalesce($3::text, '')
                 order by transfer_id limit $4)) found
            order by transfer_id
            limit $4
            """;

    /** What ends a transfer. */
    private static final Ends ENDS =
            new Ends(
                    Status.REQUESTED.name(),
                    Map.of("TransferCompleted", "COMPLETED", "TransferFailed", "FAILED"));

    private static final List<String> STATUSES =
            Arrays.stream(Status.values()).map(Status::name).toList();

    record TransferView(
            String transferId,
            String sourceAccountId,
            String destinationAccountId,
            long amount,
            Currency currency,
            Status status,
            @Nullable EmbeddedProblem failure,
            long version,
            Instant createdAt,
            Instant updatedAt) {

        static TransferView of(TransferSummary transfer) {
            return new TransferView(
                    transfer.transferId(),
                    transfer.sourceAccountId(),
                    transfer.destinationAccountId(),
                    transfer.amount(),
                    transfer.currency(),
                    transfer.status(),
                    failure(transfer),
                    transfer.version(),
                    transfer.createdAt(),
                    transfer.updatedAt());
        }

        private static @Nullable EmbeddedProblem failure(TransferSummary transfer) {
            return transfer.failureCode() == null
                            || transfer.failureKind() == null
                            || transfer.failureDetail() == null
                    ? null
                    : EmbeddedProblem.of(
                            transfer.failureCode(),
                            transfer.failureKind(),
                            transfer.failureDetail());
        }
    }

    private final Writes<Command> writes;
    private final Reads<TransferSummary> transfers;
    private final EventAwaiter endings;

    TransferResource(Commands commands, Engine engine, EventAwaiter endings) {
        this.writes = new Writes<>(commands, TRANSFER, "transferId", "/api/transfers");
        this.transfers = new Reads<>(engine.readModel(new Transfers()));
        this.endings = endings;
    }

    @POST
    public Uni<RestResponse<Receipt>> requestTransfer(@BeanParam Request request, Body body) {
        return request.answer(
                body,
                writes.start(
                        in ->
                                new Begin(
                                        new Order(
                                                in.id("sourceAccountId"),
                                                in.id("destinationAccountId"),
                                                in.money())),
                        endings,
                        ENDS));
    }

    @GET
    @Path("{id}")
    public Uni<RestResponse<TransferView>> getTransfer(@BeanParam Request request) {
        return request.answer(
                transfers.one(NO_SUCH_TRANSFER, TransferSummary::version, TransferView::of));
    }

    @GET
    public Uni<RestResponse<Page<TransferView>>> listTransfers(@BeanParam Request request) {
        return request.answer(
                transfers.page(
                        BY_ACCOUNT,
                        in ->
                                in.page(
                                        Function.identity(),
                                        Optional.of(in.id("accountId")),
                                        in.oneOf("status", STATUSES)),
                        TransferSummary::transferId,
                        TransferView::of));
    }
}
