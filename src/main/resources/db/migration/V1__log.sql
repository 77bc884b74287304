-- The log: the only source of truth. Positions are 1, 2, 3 ... without a hole, in commit order.
create table events (
    position       bigint      not null primary key,
    category       text        not null collate "C",
    stream_id      text        not null collate "C",
    version        bigint      not null,
    event_id       uuid        not null,
    event_type     text        not null,
    schema_version integer     not null,
    payload        jsonb       not null,
    metadata       jsonb       not null,
    recorded_at    timestamptz not null,
    constraint events_stream_version unique (category, stream_id, version),
    constraint events_version_positive check (version > 0)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% on % is refused: the log is append-only', tg_op, tg_table_name;
end $$;

create trigger events_append_only before update or delete or truncate on events
    for each statement execute function refuse_change();

-- What a command that bears a key was answered: kept for good, so that its repetition has no second effect.
create table command_outcomes (
    caller      text        not null collate "C",
    command_id  text        not null collate "C",
    fingerprint text        not null,
    category    text        not null,
    stream_id   text        not null,
    version     bigint      not null,
    position    bigint      not null,
    rejection   jsonb,
    recorded_at timestamptz not null,
    primary key (caller, command_id)
);

create trigger command_outcomes_append_only before update or delete or truncate on command_outcomes
    for each statement execute function refuse_change();

-- A cache of folded states: may be emptied at any time.
create table snapshots (
    category         text    not null collate "C",
    stream_id        text    not null collate "C",
    version          bigint  not null,
    position         bigint  not null,
    snapshot_version integer not null,
    state            jsonb   not null,
    primary key (category, stream_id)
);

create table projection_checkpoints (
    name       text        not null primary key,
    version    integer     not null,
    position   bigint      not null,
    updated_at timestamptz not null default clock_timestamp()
);

-- Appends a batch. Commits are serialised on a lock that is taken here and held until the commit, never across a
-- network round trip; that is why positions have no hole and appear in order. Each stream is judged by itself:
--   appended  whole; position is where the log ended before: the batch's appended events follow it in their order
--   repeated  an earlier try of the same call did it; position is that of the stream's first event
--   known     not appended: these commands of it were answered before
--   stale     not appended: the stream is at this version
create function append_events(
    categories text[], stream_ids text[], expected_versions bigint[],
    event_streams int[], event_versions bigint[], event_ids uuid[], event_types text[], schema_versions int[],
    payloads text[], metadatas text[],
    command_streams int[], callers text[], command_ids text[], fingerprints text[],
    command_versions bigint[], rejections text[], command_kept boolean[])
returns table (outcome text, version bigint, "position" bigint, recorded_at timestamptz, known jsonb)
language plpgsql as $$
#variable_conflict use_column
declare
    last_position bigint;
    last_time     timestamptz;
    now_time      timestamptz;
    heads         bigint[];
    answers       jsonb[];
    holds         boolean[];
begin
    perform pg_advisory_xact_lock(7305808869232668005);

    select e.position, e.recorded_at into last_position, last_time from events e order by e.position desc limit 1;
    last_position := coalesce(last_position, 0);
    now_time := greatest(clock_timestamp(), last_time);

    heads := array(
        select coalesce((select e.version from events e
                         where e.category = s.category and e.stream_id = s.stream_id
                         order by e.version desc limit 1), 0)
        from unnest(categories, stream_ids) with ordinality as s(category, stream_id, number)
        order by s.number);

    if cardinality(command_ids) > 0 then
        answers := array(
            select (select jsonb_agg(to_jsonb(o))
                    from unnest(command_streams, callers, command_ids) as c(stream, caller, command_id)
                    join command_outcomes o on o.caller = c.caller and o.command_id = c.command_id
                    where c.stream = s.number)
            from generate_subscripts(categories, 1) as s(number)
            order by s.number);
    end if;

    holds := array(
        select s.head = s.expected and answers[s.number] is null
        from unnest(heads, expected_versions) with ordinality as s(head, expected, number)
        order by s.number);

    insert into events (position, category, stream_id, version, event_id, event_type, schema_version,
                        payload, metadata, recorded_at)
    select last_position + row_number() over (order by e.number),
           categories[e.stream], stream_ids[e.stream], e.version, e.event_id, e.event_type, e.schema_version,
           e.payload::jsonb, e.metadata::jsonb, now_time
    from unnest(event_streams, event_versions, event_ids, event_types, schema_versions, payloads, metadatas)
             with ordinality as e(stream, version, event_id, event_type, schema_version, payload, metadata, number)
    where holds[e.stream];

    if cardinality(command_ids) > 0 then
        insert into command_outcomes (caller, command_id, fingerprint, category, stream_id, version, position,
                                      rejection, recorded_at)
        select c.caller, c.command_id, c.fingerprint, categories[c.stream], stream_ids[c.stream], c.version,
               case when c.rejection is null
                    then (select e.position from events e
                          where e.category = categories[c.stream] and e.stream_id = stream_ids[c.stream]
                            and e.version = c.version)
                    else 0 end,
               c.rejection::jsonb, now_time
        from unnest(command_streams, callers, command_ids, fingerprints, command_versions, rejections, command_kept)
                 as c(stream, caller, command_id, fingerprint, version, rejection, kept)
        where c.kept and holds[c.stream];
    end if;

    return query
    select case when holds[s.number] then 'appended'
                when own.position is not null then 'repeated'
                when answers[s.number] is not null then 'known'
                else 'stale' end,
           s.head,
           coalesce(own.position, last_position),
           coalesce(own.recorded_at, now_time),
           answers[s.number]
    from unnest(categories, stream_ids, expected_versions, heads)
             with ordinality as s(category, stream_id, expected, head, number)
    left join lateral (
        select e.position, e.recorded_at from events e
        where not holds[s.number]
          and e.category = s.category and e.stream_id = s.stream_id and e.version = s.expected + 1
          and e.event_id = event_ids[array_position(event_streams, s.number::int)]) own on true
    order by s.number;
end $$;
