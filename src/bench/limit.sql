-- One event in one transaction, by pgbench: what appending a single row under optimistic concurrency costs at least.
\set n random(1, :accounts)
insert into event (stream_id, version, type, data, metadata)
select ('00000000-0000-4000-8000-' || lpad(:n::text, 12, '0'))::uuid,
       (select coalesce(max(version), 0) + 1 from event
        where stream_id = ('00000000-0000-4000-8000-' || lpad(:n::text, 12, '0'))::uuid),
       'MoneyDeposited',
       jsonb_build_object('amount', 1, 'currency', 'USD', 'transactionId', gen_random_uuid()),
       '{}'
on conflict (stream_id, version) do nothing;
