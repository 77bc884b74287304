-- Clones the account ...000000000000 (created, one deposit) into :accounts accounts with :per deposits each.
insert into events (position, category, stream_id, version, event_id, event_type, schema_version, payload, metadata,
                    recorded_at)
select (select max(position) from events) + row_number() over (order by t.v, t.account),
       e.category, t.account, t.v + 1, gen_random_uuid(), e.event_type, e.schema_version, e.payload, e.metadata,
       (select max(recorded_at) from events)
from (select '00000000-0000-4000-8000-' || lpad(n::text, 12, '0') as account, v
      from generate_series(0, :per) as v, generate_series(:first, :first + :accounts - 1) as n) t
join events e on e.category = 'account' and e.stream_id = '00000000-0000-4000-8000-000000000000'
             and e.version = least(t.v, 1) + 1;
