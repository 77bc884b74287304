package dev.daybook.leases;

import java.util.List;
import java.util.Optional;

/**
 * How a page of leases is read: of a tenant, of a property or of all, each by an index of its own;
 * a statement is planned once, whatever it is asked for.
 */
final class LeaseList {

    /** That a lease has ended, or not yet, depends on the day: as in what is shown of it. */
    private static final String PAGE =
            """
            select lease_id, tenant_id, property_id, unit_id, start_date, end_date, ends_before, monthly_rent, currency,
                   status, failure, termination_reason, paid, months_completed, version, created_at, updated_at
            from lease_summary
            where %s
              and ($3::text is null
                   or $3 = case when status not in ('ACTIVE', 'TERMINATED') then status
                                when start_date < ends_before and (now() at time zone 'UTC')::date < ends_before
                                    then 'ACTIVE'
                                when status = 'ACTIVE' then 'EXPIRED'
                                else status end)
              and lease_id > coalesce($4::text, '')
            order by lease_id
            limit $5
            """;

    static final String OF_TENANT =
            PAGE.formatted("tenant_id = $1 and ($2::text is null or property_id = $2)");
    static final String OF_PROPERTY = PAGE.formatted("$1::text is null and property_id = $2");
    static final String ALL = PAGE.formatted("$1::text is null and $2::text is null");

    private LeaseList() {}

    /** Filters are a tenant, a property and a status. */
    static String by(List<Optional<?>> filters) {
        boolean ofTenant = filters.getFirst().isPresent();
        boolean ofProperty = filters.get(1).isPresent();
        return ofTenant ? OF_TENANT : ofProperty ? OF_PROPERTY : ALL;
    }
}
