-- As V6 has it, but for the failure of an earlier try to swap: it stayed with what was live from then on, and kept every other
-- instance unready until something was projected by another owner.

-- Puts the rebuilt table in the place of the live one, with the names of its indexes, and its checkpoint in the place of
-- the live one's. Returns false, and changes nothing, where a migration has changed the live table since the rebuild began.
create or replace function swap_rebuilt(projection text) returns boolean
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
    update subscriptions set live = true, epoch = nextval('epochs'), failure = null where name = projection and not live;
    return true;
end $$;
