-- As before, but commands are stored before they are looked up, not after it.
--
-- Appends a batch. Commits are serialised on a lock that is taken here and held until the commit, never across a
-- network round trip; that is why positions have no hole and appear in order.
--
-- The caller says which event it believes to be the log's last, and which streams it has found at their expected
-- version since which nobody else appended. As long as that last event is still the last, nothing has happened behind
-- the caller's back, and those streams need not be looked up again.
--
-- The first row is the batch: its position and head are where the log ended before, and the appended events follow in
-- their order. Then comes a row for each stream that was not simply appended:
--   repeated  an earlier try of the same call did it; position is that of the stream's first event
--   known     not appended: these commands of it were answered before
--   stale     not appended: the stream is at this version
create or replace function append_events(
    expected_head uuid,
    categories text[], stream_ids text[], expected_versions bigint[], confirmed boolean[],
    event_streams int[], event_versions bigint[], event_ids uuid[], event_types text[], schema_versions int[],
    payloads text[], metadatas text[],
    command_streams int[], callers text[], command_ids text[], fingerprints text[],
    command_versions bigint[], command_events int[], rejections text[], command_kept boolean[])
returns table (stream int, outcome text, version bigint, "position" bigint, recorded_at timestamptz, head uuid,
               known jsonb)
language plpgsql as $$
#variable_conflict use_column
declare
    last_position bigint;
    last_time     timestamptz;
    last_event    uuid;
    now_time      timestamptz;
    unmoved       boolean;
    heads         bigint[] := expected_versions;
    look_up       boolean;
    answers       jsonb[];
    holds         boolean[]; -- null where all streams do
    positions     bigint[];
begin
    perform pg_advisory_xact_lock(7305808869232668005);

    select e.position, e.recorded_at, e.event_id into last_position, last_time, last_event
    from events e order by e.position desc limit 1;
    last_position := coalesce(last_position, 0);
    now_time := greatest(clock_timestamp(), last_time);
    unmoved := last_event = expected_head;

    if not coalesce(unmoved and true = all (confirmed), false) then
        heads := array(
            select case when unmoved and s.confirmed then s.expected
                        else coalesce((select e.version from events e
                                       where e.category = s.category and e.stream_id = s.stream_id
                                       order by e.version desc limit 1), 0) end
            from unnest(categories, stream_ids, expected_versions, confirmed)
                     with ordinality as s(category, stream_id, expected, confirmed, number)
            order by s.number);
    end if;

    -- Nearly all commands are new, so none is looked up: the index tells when one that is stored was known. Only then
    -- all are, or where some are not to be stored, or a stream is not as it was expected.
    look_up := heads is distinct from expected_versions or false = any (command_kept);
    loop
        if not look_up then
            positions := array(select generate_series(last_position + 1, last_position + cardinality(event_ids)));
        else
            answers := array(
                select (select jsonb_agg(to_jsonb(o))
                        from unnest(command_streams, callers, command_ids) as c(stream, caller, command_id)
                        join command_outcomes o on o.caller = c.caller and o.command_id = c.command_id
                        where c.stream = s.number)
                from generate_subscripts(categories, 1) as s(number)
                order by s.number);
            holds := array(
                select s.head = s.expected and s.answer is null
                from unnest(heads, expected_versions, answers) with ordinality as s(head, expected, answer, number)
                order by s.number);
            positions := array(
                select case when holds[e.stream]
                            then last_position + count(*) filter (where holds[e.stream]) over (order by e.number) end
                from unnest(event_streams) with ordinality as e(stream, number)
                order by e.number);
        end if;

        exit when cardinality(command_ids) = 0;
        begin
            insert into command_outcomes (caller, command_id, fingerprint, category, stream_id, version, position,
                                          rejection, recorded_at)
            select c.caller, c.command_id, c.fingerprint, categories[c.stream], stream_ids[c.stream], c.version,
                   coalesce(positions[c.event], 0), c.rejection::jsonb, now_time
            from unnest(command_streams, callers, command_ids, fingerprints, command_versions, command_events,
                        rejections, command_kept)
                     as c(stream, caller, command_id, fingerprint, version, event, rejection, kept)
            where c.kept and (holds is null or holds[c.stream]);
            exit;
        exception when unique_violation then
            if look_up then
                raise;
            end if;
            look_up := true;
        end;
    end loop;

    insert into events (position, category, stream_id, version, event_id, event_type, schema_version,
                        payload, metadata, recorded_at)
    select e.position, s.category, s.stream_id, e.version, e.event_id, e.event_type, e.schema_version,
           e.payload::jsonb, e.metadata::jsonb, now_time
    from unnest(event_streams, positions, event_versions, event_ids, event_types, schema_versions, payloads, metadatas)
             as e(stream, position, version, event_id, event_type, schema_version, payload, metadata)
    join unnest(categories, stream_ids) with ordinality as s(category, stream_id, number) on s.number = e.stream
    where e.position is not null;

    return query select 0, 'batch', 0::bigint, last_position, now_time, last_event, null::jsonb;

    if holds is not null then
        return query
        select s.number::int,
               case when own.position is not null then 'repeated' when s.answer is not null then 'known' else 'stale' end,
               s.head, own.position, own.recorded_at, null::uuid, s.answer
        from unnest(categories, stream_ids, expected_versions, heads, answers)
                 with ordinality as s(category, stream_id, expected, head, answer, number)
        left join lateral (
            select e.position, e.recorded_at from events e
            where e.category = s.category and e.stream_id = s.stream_id and e.version = s.expected + 1
              and e.event_id = event_ids[array_position(event_streams, s.number::int)]) own on true
        where not holds[s.number]
        order by s.number;
    end if;
end $$;
