-- What was answered to orders that were posted with an Idempotency-Key; written in the transaction of the decision.
create table idempotency_key (
    key          text collate "C" primary key,
    request_hash bytea not null,                     -- SHA-256 of the body
    status       int not null,
    answer       text not null,                      -- the JSON, as it was sent
    created_at   timestamptz not null default now()
);
create index idempotency_key_age on idempotency_key (created_at);
