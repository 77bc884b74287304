package dev.daybook.leases;

import java.util.List;
import java.util.Optional;

/**
 * How a page of leases is read: of all, of a tenant or of a property, each by an index of its own.
 * The status of a lease depends on the day, as in what is shown of it, so that no index knows it:
 * it is looked for among the leases of somebody only.
 */
final class LeaseList {

    static final String OF_TENANT =
            """
            select lease_id, tenant_id, property_id, unit_id, start_date, end_date, ends_before, monthly_rent, currency,
                   status, failure, termination_reason, paid, months_completed, version, created_at, updated_at
            from lease_summary
            where tenant_id = $1
              and ($2::text is null or property_id = $2)
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

    static final String OF_PROPERTY =
            """
            select lease_id, tenant_id, property_id, unit_id, start_date, end_date, ends_before, monthly_rent, currency,
                   status, failure, termination_reason, paid, months_completed, version, created_at, updated_at
            from lease_summary
            where $1::text is null
              and property_id = $2
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

    static final String ALL =
            """
            select lease_id, tenant_id, property_id, unit_id, start_date, end_date, ends_before, monthly_rent, currency,
                   status, failure, termination_reason, paid, months_completed, version, created_at, updated_at
            from lease_summary
            where $1::text is null
              and $2::text is null
              and $3::text is null
              and lease_id > coalesce($4::text, '')
            order by lease_id
            limit $5
            """;

    private LeaseList() {}

    /** Filters are a tenant, a property and a status. */
    static String by(List<Optional<?>> filters) {
        Optional<?> tenant = filters.getFirst();
        Optional<?> property = filters.get(1);
        return tenant.isPresent() ? OF_TENANT : property.isPresent() ? OF_PROPERTY : ALL;
    }
}
