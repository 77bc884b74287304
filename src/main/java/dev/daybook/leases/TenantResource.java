package dev.daybook.leases;

import dev.daybook.engine.Engine;
import dev.daybook.leases.Property.Address;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Reads;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.Request;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What a tenant sees: of all the leases that are theirs, at a glance. */
@RegisterForReflection(ignoreNested = false)
@Tag(description = "What a tenant has rented, at a glance.")
@RequiresScope("leases")
@Path("/api/tenants")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class TenantResource {

    /**
     * Of one moment, since it is one statement; what is due is told by the day, when it is shown.
     */
    private static final String DASHBOARD =
            """
            with mine as (
                select l.lease_id, l.property_id, l.unit_id, l.start_date, l.ends_before, l.monthly_rent,
                       l.currency, l.paid,
                       case when p.property_id is not null
                            then jsonb_build_object('street', p.street, 'city', p.city, 'postalCode', p.postal_code,
                                                    'country', p.country) end as address
                from lease_summary l
                left join property_summary p using (property_id)
                where l.tenant_id = $1 and l.status in ('ACTIVE', 'TERMINATED'))
            select
                (select coalesce(jsonb_agg(jsonb_build_object(
                            'leaseId', lease_id, 'propertyId', property_id, 'unitId', unit_id, 'address', address,
                            'startDate', start_date, 'endDate', ends_before - 1,
                            'monthlyRent', monthly_rent, 'currency', currency, 'paid', paid) order by lease_id), '[]')
                 from (select * from mine
                       where start_date < ends_before and (now() at time zone 'UTC')::date < ends_before
                       order by lease_id limit 100) active) as active_leases,
                (select coalesce(jsonb_agg(jsonb_build_object(
                            'leaseId', lease_id, 'amount', amount, 'currency', currency, 'paymentDate', day,
                            'paymentMethod', payment_method, 'paymentReference', payment_reference)
                            order by day desc, lease_id, stream_version desc), '[]')
                 from (select e.* from lease_entry e join mine using (lease_id)
                       where e.type = 'PAYMENT'
                       order by e.day desc, e.lease_id, e.stream_version desc limit 20) latest) as recent_payments,
                (select coalesce(jsonb_agg(jsonb_build_object(
                            'leaseId', lease_id, 'requestId', request_id, 'description', description,
                            'createdOn', created_on) order by created_on, request_key), '[]')
                 from (select m.* from maintenance_request m join mine using (lease_id)
                       where m.completed_on is null
                       order by m.created_on, m.request_key limit 100) pending) as pending_maintenance,
                (select coalesce(jsonb_agg(jsonb_build_object(
                            'leaseId', lease_id, 'text', text, 'postedOn', day)
                            order by day desc, lease_id, stream_version desc), '[]')
                 from (select e.* from lease_entry e join mine using (lease_id)
                       where e.type = 'NOTICE'
                       order by e.day desc, e.lease_id, e.stream_version desc limit 20) latest) as notices
            """;

    record LeaseRow(
            String leaseId,
            String propertyId,
            @Nullable String unitId,
            @Nullable Address address,
            LocalDate startDate,
            LocalDate endDate,
            long monthlyRent,
            Currency currency,
            long paid) {}

    record RecentPayment(
            String leaseId,
            long amount,
            Currency currency,
            LocalDate paymentDate,
            String paymentMethod,
            @Nullable String paymentReference) {}

    record PendingMaintenance(
            String leaseId, String requestId, String description, LocalDate createdOn) {}

    record Notice(String leaseId, String text, LocalDate postedOn) {}

    record DashboardRow(
            List<LeaseRow> activeLeases,
            List<RecentPayment> recentPayments,
            List<PendingMaintenance> pendingMaintenance,
            List<Notice> notices) {}

    /**
     * @param endDate its last day, sooner than agreed where it is terminated
     * @param address left out as long as the property is not in its table yet
     * @param nextPaymentDue may have passed; left out where all months are paid
     */
    record ActiveLease(
            String leaseId,
            String propertyId,
            @Nullable String unitId,
            @Nullable Address address,
            LocalDate startDate,
            LocalDate endDate,
            long monthlyRent,
            Currency currency,
            @Nullable LocalDate nextPaymentDue,
            @Nullable Long nextPaymentAmount,
            long outstandingBalance) {

        static ActiveLease of(LeaseRow lease, LocalDate day) {
            Period period = new Period(lease.startDate(), lease.endDate());
            Dues dues = new Dues(period, lease.monthlyRent(), lease.paid());
            return new ActiveLease(
                    lease.leaseId(),
                    lease.propertyId(),
                    lease.unitId(),
                    lease.address(),
                    period.start(),
                    period.end(),
                    lease.monthlyRent(),
                    lease.currency(),
                    dues.nextDue().orElse(null),
                    dues.nextAmount().orElse(null),
                    dues.outstanding(day));
        }
    }

    record TenantDashboard(
            String tenantId,
            List<ActiveLease> activeLeases,
            List<RecentPayment> recentPayments,
            List<PendingMaintenance> pendingMaintenance,
            List<Notice> notices) {}

    private record Asked(String tenant, LocalDate today) {

        static Asked read(Parameters in) {
            Asked asked = new Asked(in.part("id"), in.today());
            in.minPosition();
            return asked;
        }
    }

    private final Reads<DashboardRow> dashboards;

    TenantResource(Engine engine) {
        dashboards =
                new Reads<>(
                        engine.readModel(
                                DashboardRow.class,
                                List.of(
                                        new LeaseSummaries(),
                                        new PropertySummaries(),
                                        new LeaseEntries(),
                                        new MaintenanceRequests())));
    }

    @GET
    @Path("{id}/dashboard")
    public Uni<RestResponse<TenantDashboard>> getTenantDashboard(@BeanParam Request request) {
        return request.answer(
                dashboards.row(
                        DASHBOARD,
                        Asked::read,
                        asked -> List.of(Optional.of(asked.tenant())),
                        (asked, row) ->
                                new TenantDashboard(
                                        asked.tenant(),
                                        row.activeLeases().stream()
                                                .map(lease -> ActiveLease.of(lease, asked.today()))
                                                .toList(),
                                        row.recentPayments(),
                                        row.pendingMaintenance(),
                                        row.notices())));
    }
}
