-- Messages that wait: for Kafka (spool), for a person (dead letters), for a platform (tokens, cursors).

-- What was acknowledged while Kafka could not take it, and what a replay sends; drains to order_events in order of id.
create table spool (
    id          bigint generated always as identity primary key,
    channel     text not null,
    key         text not null,
    body        bytea not null,
    headers     jsonb not null,
    source      text not null,
    replay_id   uuid,
    received_at timestamptz not null
);

create table dead_letter (
    id               bigint generated always as identity primary key,
    channel          text not null,
    reason           text not null,
    detail           text not null,
    remedy           text not null,
    mapping          text not null,
    key              text not null,
    body             bytea not null,             -- the bytes as they were sent
    headers          jsonb not null,
    source           text not null,
    received_at      timestamptz not null,
    failed_at        timestamptz not null,
    topic            text not null,              -- where it was read
    kafka_partition  int not null,
    kafka_offset     bigint not null,
    status           text not null default 'OPEN' check (status in ('OPEN', 'REPLAYING', 'RESOLVED')),
    unique (topic, kafka_partition, kafka_offset, received_at)   -- read again after a crash, it is the same dead letter
);
create index dead_letter_open on dead_letter (status, id desc);
create index dead_letter_by_reason on dead_letter (channel, reason, id desc);

-- Each attempt to send a dead letter again: as it was (body null) or edited.
create table dead_letter_replay (
    id             uuid primary key,
    dead_letter_id bigint not null references dead_letter (id),
    job_id         bigint,
    body           bytea,
    requested_at   timestamptz not null default now(),
    state          text not null default 'SENT' check (state in ('SENT', 'STORED', 'IGNORED', 'FAILED')),
    reason         text,
    detail         text,
    finished_at    timestamptz
);
create index dead_letter_replay_of on dead_letter_replay (dead_letter_id, requested_at);
create index dead_letter_replay_of_job on dead_letter_replay (job_id, state) where job_id is not null;
-- One replay of a dead letter under way at a time.
create unique index dead_letter_replay_under_way on dead_letter_replay (dead_letter_id) where state = 'SENT';

-- A filter of dead letters being replayed, so many a second.
create table replay_job (
    id           bigint generated always as identity primary key,
    filter       jsonb not null,
    per_second   int not null,
    last_id      bigint not null,                -- dead letters that came after the count are not part of it
    total        bigint not null,
    sent         bigint not null default 0,
    position     bigint not null default 0,      -- id of the last dead letter looked at
    moved_at     timestamptz,                    -- when some were last sent: a second apart, whichever replica sends them
    state        text not null default 'RUNNING' check (state in ('RUNNING', 'DONE', 'STOPPED')),
    created_at   timestamptz not null default now(),
    finished_at  timestamptz
);

-- Access to a shop at its platform. Both tokens are AES-256-GCM under ordersync.tokens.key.
create table channel_token (
    channel       text not null,
    shop_id       text not null,
    access_token  bytea,
    refresh_token bytea,
    expires_at    timestamptz,
    refreshed_at  timestamptz,
    primary key (channel, shop_id)
);

-- Up to where a shop has been polled. Moves only behind pages that are in Kafka.
create table poll_cursor (
    channel    text not null,
    shop_id    text not null,
    position   text not null,                    -- the channel's own: a time, an ack_id, a version
    polled_at  timestamptz,
    primary key (channel, shop_id)
);

-- A range of dates fetched again, resumable from position.
create table backfill (
    id          bigint generated always as identity primary key,
    channel     text not null,
    shop_id     text not null,
    from_time   timestamptz not null,
    to_time     timestamptz not null,
    position    text,
    fetched     bigint not null default 0,
    state       text not null default 'RUNNING' check (state in ('RUNNING', 'DONE', 'FAILED')),
    detail      text,
    created_at  timestamptz not null default now(),
    finished_at timestamptz
);
