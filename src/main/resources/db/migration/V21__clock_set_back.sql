-- As V12, but an instance that says to be alive for longer than it can has said so before the database's clock was set
-- back, and would be taken for alive for as long as that was. One that does live says so again within the second.
create or replace function claim_subscriptions(me uuid, my_name text, names text[], versions int[], lease interval)
returns table (name text, live boolean, version int, "position" bigint, owner_name text, mine boolean, failure text,
               behind double precision, parked bigint, first_parked text, others bigint)
language plpgsql as $$
#variable_conflict use_column
declare
    my_offers text[] := array(select o.name || '/' || o.version from unnest(names, versions) as o(name, version) order by 1);
    share     bigint;
begin
    perform pg_advisory_xact_lock(7305808869232668006);

    insert into instances as i (instance, name, offers, alive_until)
    values (me, my_name, my_offers, clock_timestamp() + lease)
    on conflict (instance) do update set alive_until = excluded.alive_until;
    delete from instances i
    where i.alive_until not between clock_timestamp() and clock_timestamp() + lease;

    insert into subscriptions (name, version, position)
    select o.name, o.version, 0 from unnest(names, versions) as o(name, version)
    where not exists (select from subscriptions s where s.name = o.name);

    -- a version that was raised: the rows of the new one are made beside those of the old one
    insert into subscriptions (name, version, position, live)
    select o.name, o.version, 0, false from unnest(names, versions) as o(name, version)
    join subscriptions s on s.name = o.name and s.live and s.version < o.version
    where not exists (select from subscriptions r where r.name = o.name and not r.live);
    update subscriptions s set version = o.version, position = 0, owner = null, epoch = nextval('epochs'), failure = null
    from unnest(names, versions) as o(name, version)
    where s.name = o.name and s.ctid = any (array(
        select r.ctid from subscriptions r
        join unnest(names, versions) as p(name, version) on p.name = r.name and p.version > r.version
        where not r.live for update of r skip locked));

    select all_mine.number / alike.number + case when alike.before < all_mine.number % alike.number then 1 else 0 end
    into share
    from (select count(*) as number
          from subscriptions s
          join unnest(names, versions) as o(name, version) on o.name = s.name and o.version = s.version) all_mine,
         (select count(*) as number, count(*) filter (where i.instance < me) as before
          from instances i where i.offers = my_offers) alike;

    update subscriptions s set owner = null, epoch = nextval('epochs')
    where s.ctid = any (array(
        select r.ctid from subscriptions r
        where (r.name, r.live) in (
            select m.name, m.live from subscriptions m where m.owner = me order by m.live desc, m.name offset share)
        for update skip locked));

    update subscriptions s set owner = me, epoch = nextval('epochs'), owned_since = clock_timestamp(), owned_from = s.position, failure = null
    where s.ctid = any (array(
        select r.ctid from subscriptions r
        join unnest(names, versions) as o(name, version) on o.name = r.name and o.version = r.version
        where r.owner is null or not exists (select from instances i where i.instance = r.owner)
        order by r.live desc, r.name
        limit greatest(share - (select count(*) from subscriptions m where m.owner = me), 0)
        for update of r skip locked));

    return query
    select s.name, s.live, s.version, s.position, i.name, s.owner is not distinct from me, s.failure,
           extract(epoch from clock_timestamp() - (select e.recorded_at from events e
                                                   where e.position = s.position + 1))::double precision,
           p.number, p.first,
           (select count(*) from instances other where other.instance <> me)
    from subscriptions s
    left join instances i on i.instance = s.owner
    cross join lateral (select count(*) as number, min(p.category || '/' || p.stream_id) as first
                        from parked_streams p where p.subscription = s.name and p.live = s.live) p
    order by s.live desc, s.name;
end $$;

do $$
begin
    execute format('alter function claim_subscriptions set search_path = %I, pg_temp', current_schema());
end $$;
