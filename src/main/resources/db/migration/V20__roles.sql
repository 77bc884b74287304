-- One role owns all this and migrates; another one, or several, may do no more than the service does. What a rebuild
-- needs of the owner it does by the owner's functions, with nothing but read tables, which are known by this: whoever
-- calls may delete their rows.

create function require_read_table(read_table text) returns void
language plpgsql as $$
begin
    if not has_table_privilege(session_user, format('%I', read_table)::regclass, 'DELETE') then
        raise exception '% is not a read table', read_table using errcode = 'insufficient_privilege';
    end if;
end $$;

-- As V7.
create or replace function create_beside(read_table text, suffix text) returns void
language plpgsql security definer as $$
declare
    beside text := read_table || suffix;
    option text;
    access record;
begin
    perform require_read_table(read_table);
    if suffix not in ('__rebuild', '__verify') then
        raise exception '% is no suffix of a read table', suffix using errcode = 'insufficient_privilege';
    end if;
    execute format('drop table if exists %I', beside);
    execute format('create table %I (like %I including all)', beside, read_table);
    for option in select unnest(c.reloptions) from pg_class c where c.oid = format('%I', read_table)::regclass loop
        execute format('alter table %I set (%s)', beside, option);
    end loop;
    for access in select a.privilege_type, case when a.grantee = 0 then 'public' else quote_ident(r.rolname) end as grantee
                  from pg_class c, aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee
                  where c.oid = format('%I', read_table)::regclass loop
        execute format('grant %s on %I to %s', access.privilege_type, beside, access.grantee);
    end loop;
end $$;

-- As V13.
create or replace function swap_rebuilt(projection text) returns boolean
language plpgsql security definer as $$
declare
    rebuilt text := projection || '__rebuild';
    retired text := projection || '__retired';
    pair    record;
begin
    perform require_read_table(projection);
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
    update subscriptions set live = true, epoch = nextval('epochs'), failure = null where name = projection and not live;
    return true;
end $$;

-- As V6.
create or replace function drop_retired(projection text) returns void
language plpgsql security definer as $$
begin
    perform require_read_table(projection);
    execute format('drop table if exists %I', projection || '__retired');
end $$;

-- As V8.
create or replace function empty_projection(projection text) returns void
language plpgsql security definer as $$
begin
    if to_regclass(format('%I', projection)) is not null then
        perform require_read_table(projection);
        execute format('truncate %I', projection);
    end if;
    delete from parked_streams where subscription = projection and live;
    update subscriptions set position = 0, epoch = nextval('epochs') where name = projection and live;
end $$;

-- Lets a role do what the service does, and no more: the log is read and appended to, never changed. Roles that were let
-- before get what has come since.
create function grant_service(role text) returns void
language plpgsql as $$
declare
    service name;
    own     record;
begin
    for service in
        select role::name where role is not null
        union
        select pg_get_userbyid(a.grantee) from pg_class c, aclexplode(c.relacl) a
        where c.oid = 'events'::regclass and a.privilege_type = 'INSERT' and a.grantee not in (0, c.relowner)
    loop
        execute format('grant usage on schema %I to %I', current_schema(), service);
        for own in
            select format('table %I', c.relname) as what,
                   case when c.relname in ('events', 'command_outcomes') then 'select, insert'
                        when c.relname = 'flyway_schema_history' then 'select'
                        else 'select, insert, update, delete' end as rights
            from pg_class c
            where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relowner = current_user::regrole
            union all
            select format('sequence %I', c.relname), 'usage' from pg_class c
            where c.relnamespace = current_schema()::regnamespace and c.relkind = 'S' and c.relowner = current_user::regrole
            union all
            select format('function %s', p.oid::regprocedure), 'execute' from pg_proc p
            where p.pronamespace = current_schema()::regnamespace and p.proowner = current_user::regrole
        loop
            execute format('grant %s on %s to %I', own.rights, own.what, service);
        end loop;
    end loop;
end $$;

revoke execute on function create_beside, swap_rebuilt, drop_retired, empty_projection, grant_service from public;

-- Whatever a session's search_path is: what these name is here.
do $$
declare
    here regprocedure;
begin
    for here in
        select p.oid from pg_proc p
        where p.pronamespace = current_schema()::regnamespace
          and p.proname in ('refuse_change', 'append_events', 'append_together', 'claim_subscriptions', 'require_read_table',
                            'create_beside', 'shape_of', 'swap_rebuilt', 'drop_retired', 'empty_projection', 'grant_service')
    loop
        execute format('alter function %s set search_path = %I, pg_temp', here, current_schema());
    end loop;
end $$;
