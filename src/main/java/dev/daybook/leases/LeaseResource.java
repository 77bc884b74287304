package dev.daybook.leases;

import static dev.daybook.leases.Lease.LEASE;
import static dev.daybook.leases.Lease.Refusal.NO_SUCH_LEASE;

import dev.daybook.engine.Engine;
import dev.daybook.engine.feed.EventAwaiter;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.kernel.Process.Refused;
import dev.daybook.leases.Lease.Command;
import dev.daybook.leases.Lease.Command.*;
import dev.daybook.leases.Lease.Event.LeaseDeclined;
import dev.daybook.leases.Lease.PaymentMethod;
import dev.daybook.leases.Lease.Terms;
import dev.daybook.leases.LeaseEntries.LeaseEntry;
import dev.daybook.leases.LeaseEntries.Type;
import dev.daybook.leases.LeaseSummaries.LeaseSummary;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Ends;
import dev.daybook.web.answer.Page;
import dev.daybook.web.answer.Reads;
import dev.daybook.web.answer.Receipt;
import dev.daybook.web.answer.Writes;
import dev.daybook.web.problem.EmbeddedProblem;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Fields;
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
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Leases over HTTP: asked for, paid and ended. */
@RegisterForReflection(ignoreNested = false)
@Tag(description = "Who has rented what, and has paid how much.")
@RequiresScope("leases")
@Path("/api/leases")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class LeaseResource {

    private static final String ENTRIES =
            """
            select lease_id, stream_version, type, day, amount, currency, payment_method, payment_reference, month, text,
                   occurred_at
            from lease_entry
            where lease_id = $1 and ($2::text is null or type = $2)
              and stream_version < coalesce($3::bigint, 9223372036854775807)
            order by stream_version desc
            limit $4
            """;

    private static final Ends ENDS =
            new Ends(
                    Status.REQUESTED.name(),
                    Map.of("LeaseCreated", Status.ACTIVE.name()),
                    Map.of("LeaseDeclined", event -> ((LeaseDeclined) event).reason()),
                    List.of(Property.Refusal.values()));

    /** As it is seen on a day. */
    public enum Status {
        REQUESTED,
        ACTIVE,
        EXPIRED,
        TERMINATED,
        DECLINED;

        private static Status of(LeaseSummary lease, LocalDate day) {
            boolean over = lease.period().isEmpty() || !day.isBefore(lease.endsBefore());
            return switch (lease.status()) {
                case REQUESTED -> REQUESTED;
                case DECLINED -> DECLINED;
                case ACTIVE -> over ? EXPIRED : ACTIVE;
                case TERMINATED -> over ? TERMINATED : ACTIVE;
            };
        }
    }

    /**
     * @param terminationDate the first day without the lease, where it was terminated
     */
    record LeaseView(
            String leaseId,
            String tenantId,
            String propertyId,
            @Nullable String unitId,
            LocalDate startDate,
            LocalDate endDate,
            long monthlyRent,
            Currency currency,
            Status status,
            @Nullable EmbeddedProblem failure,
            @Nullable LocalDate terminationDate,
            @Nullable String terminationReason,
            long paid,
            int monthsCompleted,
            int months,
            long version,
            Instant createdAt,
            Instant updatedAt) {

        static LeaseView of(LeaseSummary lease, LocalDate day) {
            boolean terminated = lease.status() == LeaseSummaries.Status.TERMINATED;
            return new LeaseView(
                    lease.leaseId(),
                    lease.tenantId(),
                    lease.propertyId(),
                    lease.unitId(),
                    lease.startDate(),
                    lease.endDate(),
                    lease.monthlyRent(),
                    lease.currency(),
                    Status.of(lease, day),
                    problem(lease.failure()),
                    terminated ? lease.endsBefore() : null,
                    lease.terminationReason(),
                    lease.paid(),
                    lease.monthsCompleted(),
                    lease.period().months(),
                    lease.version(),
                    lease.createdAt(),
                    lease.updatedAt());
        }

        private static @Nullable EmbeddedProblem problem(@Nullable Refused failure) {
            return failure == null
                    ? null
                    : EmbeddedProblem.of(failure.code(), failure.kind(), failure.detail());
        }
    }

    private static final List<String> STATUSES =
            Arrays.stream(Status.values()).map(Status::name).toList();
    private static final List<String> TYPES = Arrays.stream(Type.values()).map(Type::name).toList();

    private final Writes<Command> writes;
    private final Reads<LeaseSummary> leases;
    private final Reads<LeaseEntry> entries;
    private final EventAwaiter endings;

    LeaseResource(Commands commands, Engine engine, EventAwaiter endings) {
        this.writes = new Writes<>(commands, LEASE, "leaseId", "/api/leases");
        this.leases = new Reads<>(engine.readModel(new LeaseSummaries()));
        this.entries = new Reads<>(engine.readModel(new LeaseEntries()));
        this.endings = endings;
    }

    @POST
    public Uni<RestResponse<Receipt>> requestLease(@BeanParam Request request, Body body) {
        return request.answer(
                body, writes.start(in -> new Begin(LeaseResource.terms(in)), endings, ENDS));
    }

    private static Terms terms(Fields in) {
        return new Terms(
                in.id("tenantId"),
                in.id("propertyId"),
                in.optionalId("unitId").orElse(null),
                new Period(in.date("startDate"), in.date("endDate")),
                in.activeMoney("monthlyRent"));
    }

    @POST
    @Path("{id}/payments")
    public Uni<RestResponse<Receipt>> payRent(@BeanParam Request request, Body body) {
        return request.answer(
                body,
                writes.execute(
                        in ->
                                new Pay(
                                        in.money(),
                                        in.date("paymentDate"),
                                        new PaymentMethod(
                                                in.text("paymentMethod"),
                                                in.optionalText("paymentReference")
                                                        .orElse(null)))));
    }

    @POST
    @Path("{id}/notices")
    public Uni<RestResponse<Receipt>> postNotice(@BeanParam Request request, Body body) {
        return request.answer(
                body, writes.execute(in -> new PostNotice(in.text("text"), in.today())));
    }

    @POST
    @Path("{id}/terminate")
    public Uni<RestResponse<Receipt>> terminateLease(@BeanParam Request request, Body body) {
        return request.answer(
                body,
                writes.execute(
                        in ->
                                new Terminate(
                                        in.optionalDate("date").orElse(null),
                                        in.optionalText("reason").orElse(null),
                                        in.today())));
    }

    @GET
    @Path("{id}")
    public Uni<RestResponse<LeaseView>> getLease(@BeanParam Request request) {
        return request.answer(leases.oneByDay(NO_SUCH_LEASE, LeaseSummary::version, LeaseView::of));
    }

    @GET
    public Uni<RestResponse<Page<LeaseView>>> listLeases(@BeanParam Request request) {
        return request.answer(
                leases.pageByDay(
                        query -> LeaseList.by(query.filters()),
                        in ->
                                in.page(
                                        Function.identity(),
                                        in.optionalId("tenantId"),
                                        in.optionalId("propertyId"),
                                        in.oneOf("status", STATUSES)),
                        LeaseSummary::leaseId,
                        LeaseView::of));
    }

    @GET
    @Path("{id}/entries")
    public Uni<RestResponse<Page<LeaseEntry>>> listLeaseEntries(@BeanParam Request request) {
        return request.answer(
                entries.pageOf(
                        leases,
                        NO_SUCH_LEASE,
                        ENTRIES,
                        in ->
                                in.page(
                                        Long::valueOf,
                                        Optional.of(in.part("id")),
                                        in.oneOf("type", TYPES)),
                        entry -> String.valueOf(entry.streamVersion()),
                        (_, page) -> page));
    }
}
