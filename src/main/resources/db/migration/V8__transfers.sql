-- What a transfer moved: the statements are projected anew for it.
alter table account_statement
    add column transfer_id  text collate "C",
    add column counterparty text collate "C";

create table transfer_summary (
    transfer_id            text        not null collate "C" primary key,
    source_account_id      text        not null collate "C",
    destination_account_id text        not null collate "C",
    amount                 bigint      not null,
    currency               text        not null,
    status                 text        not null,
    failure_code           text,
    failure_kind           text,
    failure_detail         text,
    version                bigint      not null,
    created_at             timestamptz not null,
    updated_at             timestamptz not null
) with (fillfactor = 70);

create index transfer_summary_source on transfer_summary (source_account_id, transfer_id);
create index transfer_summary_destination on transfer_summary (destination_account_id, transfer_id);
-- those under way
create index transfer_summary_unfinished on transfer_summary (updated_at) where status in ('REQUESTED', 'DEBITED');

-- Has a subscription begin anew, with an empty table where it has one: a process has none.
create or replace function empty_projection(projection text) returns void
language plpgsql as $$
begin
    if to_regclass(format('%I', projection)) is not null then
        execute format('truncate %I', projection);
    end if;
    delete from parked_streams where subscription = projection and live;
    update subscriptions set position = 0, epoch = nextval('epochs') where name = projection and live;
end $$;
