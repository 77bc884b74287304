create table webhook_summary (
    webhook_id text        not null collate "C" primary key,
    url        text        not null,
    categories jsonb       not null,
    types      jsonb       not null,
    status     text        not null,
    reason     text,
    version    bigint      not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
) with (fillfactor = 70);

-- What messages are signed with; the log has the ids alone. One whose event has not been handled yet holds for a day.
create table webhook_secrets (
    secret_id  uuid        not null primary key,
    webhook_id text        collate "C",
    secret     text        not null,
    until      timestamptz
);

create index webhook_secrets_webhook on webhook_secrets (webhook_id);

-- How far the deliveries to each webhook are: all up to the position is delivered, but for what is held.
create table webhook_places (
    webhook_id    text        not null collate "C" primary key,
    url           text        not null,
    categories    text[]      not null,
    types         text[]      not null,
    active        boolean     not null default true,
    generation    bigint      not null, -- of the event that changed it last: what was begun before is not kept
    position      bigint      not null,
    attempts      bigint      not null default 0,
    delivered_at  timestamptz,          -- when a message arrived last
    failing_since timestamptz           -- since when none has
) with (fillfactor = 70);

-- Streams of which an event could not be delivered; their later events wait in the log.
create table webhook_held (
    webhook_id text        not null collate "C",
    category   text        not null collate "C",
    stream_id  text        not null collate "C",
    version    bigint      not null,
    position   bigint      not null,
    attempts   int         not null,
    first_at   timestamptz not null, -- the first attempt
    next_at    timestamptz not null,
    primary key (webhook_id, category, stream_id)
) with (fillfactor = 70);

-- The last attempts of each webhook: the slot is the number of the attempt in a ring.
create table webhook_attempts (
    webhook_id  text             not null collate "C",
    slot        int              not null,
    number      bigint           not null,
    at          timestamptz      not null,
    message_id  text             not null collate "C",
    type        text             not null,
    position    bigint           not null,
    attempt     int              not null, -- of this message
    status      int,
    failure     text,
    millis      bigint           not null,
    answer      text,
    next_at     timestamptz,
    primary key (webhook_id, slot)
) with (fillfactor = 70);
