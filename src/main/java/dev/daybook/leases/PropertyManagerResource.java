package dev.daybook.leases;

import dev.daybook.engine.Engine;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Reads;
import dev.daybook.web.request.Parameters;
import dev.daybook.web.request.Parameters.DateRange;
import dev.daybook.web.request.Request;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What a property manager sees: the figures of all their properties over some days. */
@RegisterForReflection(ignoreNested = false)
@Tag(description = "The figures of a property manager.")
@RequiresScope("leases")
@Path("/api/property-managers")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class PropertyManagerResource {

    private static final int MOST_DAYS = 3660;

    /** Money counts on the day on which it was paid; its sums may leave the range of long. */
    private static final String ANALYTICS =
            """
            with owned as (
                select property_id, jsonb_array_length(units) as units from property_summary where manager_id = $1),
            leased as (
                select l.lease_id, l.tenant_id, l.property_id, l.unit_id, l.start_date, l.end_date, l.ends_before, l.status
                from lease_summary l join owned using (property_id)
                where l.status in ('ACTIVE', 'TERMINATED')),
            paid as (
                select l.property_id, to_char(e.day, 'YYYY-MM') as month, e.currency, e.amount
                from lease_entry e join leased l using (lease_id)
                where e.type = 'PAYMENT' and e.day between $2::date and $3::date),
            maintenance as (
                select m.created_on, m.completed_on, m.satisfaction from maintenance_request m join leased using (lease_id))
            select
                (select count(*) from owned) as properties,
                (select coalesce(sum(units), 0)::bigint from owned) as units,
                (select coalesce(sum(greatest(0, least(ends_before - 1, $3) - greatest(start_date, $2) + 1)), 0)::bigint
                 from leased) as leased_days,
                (select coalesce(jsonb_agg(jsonb_build_object('month', month, 'currency', currency, 'amount', amount)
                                           order by month, currency), '[]')
                 from (select month, currency, sum(amount) as amount from paid group by month, currency) sums)
                    as monthly_revenue,
                (select coalesce(jsonb_agg(jsonb_build_object('propertyId', property_id, 'currency', currency,
                                                              'amount', amount)
                                           order by amount desc, property_id, currency), '[]')
                 from (select property_id, currency, sum(amount) as amount from paid
                       group by property_id, currency
                       order by sum(amount) desc, property_id, currency limit 100) sums) as revenue_by_property,
                (select count(*) from maintenance
                 where created_on <= $3 and (completed_on is null or completed_on > $3)) as open_maintenance,
                (select round(avg(satisfaction), 2)::float8 from maintenance where completed_on between $2 and $3)
                    as average_satisfaction,
                (select coalesce(jsonb_agg(jsonb_build_object('leaseId', lease_id, 'tenantId', tenant_id,
                                                              'propertyId', property_id, 'unitId', unit_id,
                                                              'endDate', end_date)
                                           order by end_date, lease_id), '[]')
                 from (select * from leased where status = 'ACTIVE' and end_date between $2 and $3
                       order by end_date, lease_id limit 100) soon) as upcoming_expirations
            """;

    record MonthlyRevenue(String month, Currency currency, BigInteger amount) {}

    record PropertyRevenue(String propertyId, Currency currency, BigInteger amount) {}

    record Expiration(
            String leaseId,
            String tenantId,
            String propertyId,
            @Nullable String unitId,
            LocalDate endDate) {}

    record AnalyticsRow(
            long properties,
            long units,
            long leasedDays,
            List<MonthlyRevenue> monthlyRevenue,
            List<PropertyRevenue> revenueByProperty,
            long openMaintenance,
            @Nullable Double averageSatisfaction,
            List<Expiration> upcomingExpirations) {}

    /**
     * @param occupancyRate days on which a unit was leased, of all days of all units
     * @param openMaintenance at the end of the last day
     * @param averageSatisfaction with what was completed on these days, where anybody said so
     */
    record ManagerAnalytics(
            String managerId,
            LocalDate from,
            LocalDate to,
            long properties,
            long units,
            double occupancyRate,
            List<MonthlyRevenue> monthlyRevenue,
            List<PropertyRevenue> revenueByProperty,
            long openMaintenance,
            @Nullable Double averageSatisfaction,
            List<Expiration> upcomingExpirations) {

        static ManagerAnalytics of(String manager, DateRange days, AnalyticsRow row) {
            return new ManagerAnalytics(
                    manager,
                    days.from(),
                    days.to(),
                    row.properties(),
                    row.units(),
                    rate(row.leasedDays(), row.units() * days.count()),
                    row.monthlyRevenue(),
                    row.revenueByProperty(),
                    row.openMaintenance(),
                    row.averageSatisfaction(),
                    row.upcomingExpirations());
        }

        /** To four digits. */
        private static double rate(long part, long whole) {
            return whole == 0 ? 0 : Math.round(10_000.0 * part / whole) / 10_000.0;
        }
    }

    private record Asked(String manager, DateRange days) {

        static Asked read(Parameters in) {
            String manager = in.part("id");
            in.minPosition();
            return new Asked(manager, in.days(in.today(), MOST_DAYS));
        }
    }

    private final Reads<AnalyticsRow> analytics;

    PropertyManagerResource(Engine engine) {
        analytics =
                new Reads<>(
                        engine.readModel(
                                AnalyticsRow.class,
                                List.of(
                                        new PropertySummaries(),
                                        new LeaseSummaries(),
                                        new LeaseEntries(),
                                        new MaintenanceRequests())));
    }

    @GET
    @Path("{id}/analytics")
    public Uni<RestResponse<ManagerAnalytics>> getManagerAnalytics(@BeanParam Request request) {
        return request.answer(
                analytics.row(
                        ANALYTICS,
                        Asked::read,
                        asked ->
                                List.of(
                                        Optional.of(asked.manager()),
                                        Optional.of(asked.days().from()),
                                        Optional.of(asked.days().to())),
                        (asked, row) -> ManagerAnalytics.of(asked.manager(), asked.days(), row)));
    }
}
