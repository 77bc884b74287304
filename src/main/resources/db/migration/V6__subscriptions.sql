-- Numbers that are given out once: who holds one that is no longer current has lost what it stood for.
create sequence epochs;

-- What follows the log, where it stands, and whose it is. A projection that is rebuilt has a second row, which is not
-- live, until its rows take the place of the live ones. Whoever changes what the owner relies on gives the row a new
-- epoch; every batch of the owner compares it.
alter table projection_checkpoints rename to subscriptions;
alter table subscriptions
    add column live        boolean     not null default true,
    add column owner       uuid,
    add column epoch       bigint      not null default nextval('epochs'),
    add column owned_since timestamptz,
    add column owned_from  bigint, -- the position at that time
    add column failure     text,   -- why it does not advance
    drop constraint projection_checkpoints_pkey,
    add constraint subscriptions_pkey primary key (name, live);

-- The instances of the service. One that does not say in time that it is alive has lost what it owned.
create table instances (
    instance    uuid        not null primary key,
    name        text        not null,
    offers      text[]      not null, -- the subscriptions that it can run, as name/version
    alive_until timestamptz not null
);

-- Streams of which a subscription cannot handle an event: that event and all later ones of the stream wait.
create table parked_streams (
    subscription text        not null,
    live         boolean     not null,
    category     text        not null collate "C",
    stream_id    text        not null collate "C",
    version      bigint      not null, -- of the event
    position     bigint      not null,
    event_type   text        not null,
    error        text        not null,
    attempts     integer     not null,
    parked_at    timestamptz not null default clock_timestamp(),
    tried_at     timestamptz not null default clock_timestamp(),
    primary key (subscription, live, category, stream_id),
    foreign key (subscription, live) references subscriptions (name, live) on update cascade on delete cascade
);

-- Events that an operator decided to leave out of a projection; a rebuild leaves them out too.
create table skipped_events (
    subscription text        not null,
    position     bigint      not null,
    category     text        not null collate "C",
    stream_id    text        not null collate "C",
    version      bigint      not null,
    event_type   text        not null,
    error        text        not null,
    reason       text        not null,
    skipped_by   text,
    skipped_at   timestamptz not null default clock_timestamp(),
    primary key (subscription, position)
);

-- To find what is ahead of a log that was restored from an older dump.
create index snapshots_position on snapshots (position);
create index row_snapshots_position on row_snapshots (position);

-- Says that an instance is alive, and gives it its part of the subscriptions that it can run: as many as the others of its
-- kind, and one more while some are left over. A row that is locked by a batch is left for the next time, so that nobody
-- waits here for anything but a moment. All times are the database's.
--
-- Returns every subscription: mine is whether the instance owns it, behind how many seconds ago the first event was
-- recorded that it has not handled, parked how many streams are, others how many other instances are alive.
create function claim_subscriptions(me uuid, my_name text, names text[], versions int[], lease interval)
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
    delete from instances i where i.alive_until < clock_timestamp();

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
        select r.ctid from subscriptions r where r.owner = me
        order by r.live desc, r.name offset share for update skip locked));

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
           extract(epoch from clock_timestamp() - e.recorded_at)::double precision,
           p.number, p.first,
           (select count(*) from instances other where other.instance <> me)
    from subscriptions s
    left join instances i on i.instance = s.owner
    left join events e on e.position = s.position + 1
    cross join lateral (select count(*) as number, min(p.category || '/' || p.stream_id) as first
                        from parked_streams p where p.subscription = s.name and p.live = s.live) p
    order by s.live desc, s.name;
end $$;

-- Makes an empty table like the read table, under its name with a suffix; one that is there goes.
create function create_beside(read_table text, suffix text) returns void
language plpgsql as $$
declare
    beside text := read_table || suffix;
    option text;
    access record;
begin
    execute format('drop table if exists %I', beside);
    execute format('create table %I (like %I including all)', beside, read_table);
    for option in select unnest(c.reloptions) from pg_class c where c.oid = format('%I', read_table)::regclass loop
        execute format('alter table %I set (%s)', beside, option);
    end loop;
    for access in select a.privilege_type, r.rolname from pg_class c, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
                  where c.oid = format('%I', read_table)::regclass loop
        execute format('grant %s on %I to %I', access.privilege_type, beside, access.rolname);
    end loop;
end $$;

-- The columns and indexes of a table, names of indexes left out.
create function shape_of(read_table text) returns text
language sql stable as $$
    select (select string_agg(format('%s %s %s', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull), ', '
                              order by a.attnum)
            from pg_attribute a
            where a.attrelid = format('%I', read_table)::regclass and a.attnum > 0 and not a.attisdropped)
        || '; '
        || (select string_agg(substring(pg_get_indexdef(i.indexrelid) from ' USING .*') || ' ' || i.indisunique, ', '
                              order by i.indexrelid)
            from pg_index i where i.indrelid = format('%I', read_table)::regclass)
$$;

-- Puts the rebuilt table in the place of the live one, with the names of its indexes, and its checkpoint in the place of
-- the live one's. Returns false, and changes nothing, where a migration has changed the live table since the rebuild began.
create function swap_rebuilt(projection text) returns boolean
language plpgsql as $$
declare
    rebuilt text := projection || '__rebuild';
    retired text := projection || '__retired';
    pair    record;
begin
    execute format('drop table if exists %I', retired);
    execute format('lock table %I, %I in access exclusive mode', projection, rebuilt);
    if shape_of(projection) <> shape_of(rebuilt) then
        return false;
    end if;
    for pair in
        select o.name as old, n.name as new
        from (select c.relname as name, row_number() over (order by c.oid) as number
              from pg_index i join pg_class c on c.oid = i.indexrelid
              where i.indrelid = format('%I', projection)::regclass) o
        join (select c.relname as name, row_number() over (order by c.oid) as number
              from pg_index i join pg_class c on c.oid = i.indexrelid
              where i.indrelid = format('%I', rebuilt)::regclass) n using (number)
    loop
        execute format('alter index %I rename to %I', pair.old, left(pair.old, 54) || '__retired');
        execute format('alter index %I rename to %I', pair.new, pair.old);
    end loop;
    execute format('alter table %I rename to %I', projection, retired);
    execute format('alter table %I rename to %I', rebuilt, projection);
    delete from subscriptions where name = projection and live;
    update subscriptions set live = true, epoch = nextval('epochs') where name = projection and not live;
    return true;
end $$;

-- Drops what a swap has put aside; what a crash left goes with the next swap.
create function drop_retired(projection text) returns void
language plpgsql as $$
begin
    execute format('drop table if exists %I', projection || '__retired');
end $$;

-- Has a projection begin anew, with an empty table.
create function empty_projection(projection text) returns void
language plpgsql as $$
begin
    execute format('truncate %I', projection);
    delete from parked_streams where subscription = projection and live;
    update subscriptions set position = 0, epoch = nextval('epochs') where name = projection and live;
end $$;
