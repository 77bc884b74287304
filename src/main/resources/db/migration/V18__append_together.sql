-- As append_events, but all streams are appended or none is. Where one is not, what was appended is taken back, and
-- those that would have been are told so:
--   withheld  not appended: another stream was not
-- A try that had its effect before is repeated as a whole, so nothing is taken back then.
create function append_together(
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
    answers    jsonb[];
    taken_back boolean := false;
begin
    begin
        answers := array(
            select to_jsonb(a)
            from append_events(expected_head, categories, stream_ids, expected_versions, confirmed,
                               event_streams, event_versions, event_ids, event_types, schema_versions, payloads,
                               metadatas, command_streams, callers, command_ids, fingerprints, command_versions,
                               command_events, rejections, command_kept) a);
        if exists (select from unnest(answers) a where a ->> 'outcome' in ('known', 'stale')) then
            raise exception 'not together' using errcode = 'DB001';
        end if;
    exception when sqlstate 'DB001' then
        taken_back := true;
    end;

    return query
    select r.* from unnest(answers) a,
        jsonb_to_record(a) as r(stream int, outcome text, version bigint, "position" bigint, recorded_at timestamptz,
                                head uuid, known jsonb);

    if taken_back then
        return query
        select s.number, 'withheld', null::bigint, null::bigint, null::timestamptz, null::uuid, null::jsonb
        from generate_subscripts(categories, 1) as s(number)
        where not exists (select from unnest(answers) a where (a ->> 'stream')::int = s.number);
    end if;
end $$;
