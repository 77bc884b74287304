-- Makes an empty table like the read table, under its name with a suffix; one that is there goes. As V6, and it keeps also
-- what is granted to everybody.
create or replace function create_beside(read_table text, suffix text) returns void
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
    for access in select a.privilege_type, case when a.grantee = 0 then 'public' else quote_ident(r.rolname) end as grantee
                  from pg_class c, aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee
                  where c.oid = format('%I', read_table)::regclass loop
        execute format('grant %s on %I to %s', access.privilege_type, beside, access.grantee);
    end loop;
end $$;
