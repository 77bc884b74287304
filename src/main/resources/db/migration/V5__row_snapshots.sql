-- A cache of rows as they once were, for reads of the past: may be emptied at any time.
create table row_snapshots (
    stream_id          text    not null collate "C",
    projection         text    not null collate "C",
    projection_version integer not null,
    version            bigint  not null,
    position           bigint  not null,
    state              jsonb   not null,
    primary key (stream_id, projection, projection_version, version)
);
