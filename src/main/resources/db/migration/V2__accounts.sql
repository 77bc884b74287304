create table account_summary (
    account_id text        not null primary key,
    owner_id   text        not null,
    currency   text        not null,
    status     text        not null,
    balance    bigint      not null,
    version    bigint      not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
) with (fillfactor = 70); -- room for a row's next version on the same page, so that no index changes with it

create index account_summary_owner on account_summary (owner_id, account_id);

create table account_statement (
    account_id     text        not null,
    stream_version bigint      not null,
    event_id       uuid        not null,
    event_type     text        not null,
    amount         bigint,
    currency       text,
    transaction_id text,
    reason         text,
    occurred_at    timestamptz not null,
    primary key (account_id, stream_version)
);
