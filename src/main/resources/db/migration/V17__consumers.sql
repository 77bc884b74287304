-- How far the workers of this database have come in the topics of Kafka, where read tables are written from there: with the
-- rows, in one transaction. A worker that lost a partition finds another offset than its own, and writes nothing.
create table consumer_offsets (
    topic       text        not null collate "C",
    partition   int         not null,
    next_offset bigint      not null,
    position    bigint      not null default 0, -- in the log, of the last event
    updated_at  timestamptz not null default clock_timestamp(),
    primary key (topic, partition)
) with (fillfactor = 70);

-- By what they know each other in Kafka: workers of two databases never share partitions.
create table consumer_group (
    id uuid not null primary key
);

insert into consumer_group (id) values (gen_random_uuid());
