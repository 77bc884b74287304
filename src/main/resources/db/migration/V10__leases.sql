create table property_summary (
    property_id text        not null collate "C" primary key,
    street      text        not null,
    city        text        not null,
    postal_code text        not null,
    country     text        not null,
    manager_id  text        not null collate "C",
    units       jsonb       not null,
    version     bigint      not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
) with (fillfactor = 70);

create index property_summary_manager on property_summary (manager_id, property_id);
create index property_summary_city on property_summary (lower(city), property_id);

create table lease_summary (
    lease_id           text        not null collate "C" primary key,
    tenant_id          text        not null collate "C",
    property_id        text        not null collate "C",
    unit_id            text        collate "C", -- none where the property has a single one
    start_date         date        not null,
    end_date           date        not null,
    ends_before        date        not null,    -- the first day without the lease
    monthly_rent       bigint      not null,
    currency           text        not null,
    status             text        not null,
    failure            jsonb,
    termination_reason text,
    paid               bigint      not null,
    months_completed   int         not null,
    version            bigint      not null,
    created_at         timestamptz not null,
    updated_at         timestamptz not null
) with (fillfactor = 70);

create index lease_summary_tenant on lease_summary (tenant_id, lease_id);
create index lease_summary_property on lease_summary (property_id, lease_id);
-- those that wait for their unit
create index lease_summary_unfinished on lease_summary (updated_at) where status = 'REQUESTED';

create table lease_entry (
    lease_id          text        not null collate "C",
    stream_version    bigint      not null,
    type              text        not null,
    day               date        not null,
    amount            bigint,
    currency          text,
    payment_method    text,
    payment_reference text,
    month             int,
    text              text,
    occurred_at       timestamptz not null,
    primary key (lease_id, stream_version)
);

create table maintenance_request (
    request_key  text not null collate "C" primary key,
    lease_id     text not null collate "C",
    request_id   text not null collate "C",
    description  text not null,
    created_on   date not null,
    completed_on date,
    satisfaction int
) with (fillfactor = 70);

create index maintenance_request_lease on maintenance_request (lease_id, request_key);
