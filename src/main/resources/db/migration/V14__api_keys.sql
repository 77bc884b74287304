create table api_key_summary (
    key_id     text        not null collate "C" primary key,
    owner      text        not null collate "C",
    scopes     jsonb       not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    version    bigint      not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
) with (fillfactor = 70);

create index api_key_summary_owner on api_key_summary (owner, key_id);

-- When a key was used last: nothing is decided by it, so it is no event.
create table api_key_uses (
    key_id  text        not null collate "C" primary key,
    used_at timestamptz not null
) with (fillfactor = 70);
