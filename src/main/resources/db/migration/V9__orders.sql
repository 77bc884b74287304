create table order_summary (
    order_id            text        not null collate "C" primary key,
    customer_id         text        not null collate "C",
    currency            text        not null,
    status              text        not null,
    items               jsonb       not null,
    total               bigint      not null,
    cancellation_reason text,
    version             bigint      not null,
    created_at          timestamptz not null,
    updated_at          timestamptz not null
) with (fillfactor = 70);

create index order_summary_customer on order_summary (customer_id, order_id);
create index order_summary_status on order_summary (status, order_id);
