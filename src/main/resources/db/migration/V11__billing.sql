create table billing_account (
    account_id        text        not null collate "C" primary key,
    customer_id       text        not null collate "C",
    currency          text        not null,
    balance           bigint      not null,
    credit_limit      bigint      not null,
    unbilled_charges  bigint      not null,
    unbilled_total    bigint      not null,
    pending_invoices  bigint      not null,
    version           bigint      not null,
    created_at        timestamptz not null,
    updated_at        timestamptz not null,
    last_invoicing_at timestamptz
) with (fillfactor = 70);

create index billing_account_customer on billing_account (customer_id, account_id);
-- those that wait for an invoice
create index billing_account_pending on billing_account (last_invoicing_at) where pending_invoices > 0;

create table billing_entry (
    account_id     text        not null collate "C",
    stream_version bigint      not null,
    event_type     text        not null,
    amount         bigint,
    currency       text,
    reference      text,
    charge_number  bigint,
    day            date,
    description    text,
    invoice_id     text,
    invoice_number text,
    occurred_at    timestamptz not null,
    primary key (account_id, stream_version)
);

create table invoice (
    invoice_id  text        not null collate "C" primary key,
    number      text        not null,
    account_id  text        not null collate "C",
    customer_id text        not null collate "C",
    first_day   date        not null,
    last_day    date        not null,
    issued_on   date        not null,
    currency    text        not null,
    total       bigint      not null,
    lines       jsonb       not null,
    version     bigint      not null,
    position    bigint      not null,
    issued_at   timestamptz not null
);

create index invoice_account on invoice (account_id, position);
