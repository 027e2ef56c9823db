-- Who may do what: the users, their sign-ins, and who changed what.
create table app_user (
    username        text collate "C" primary key,       -- in small letters
    name            text not null,
    password        text,                               -- bcrypt; null: signs in with the OIDC provider
    roles           text[] not null,
    dealer_id       text,                               -- of the role dealer: whose orders and account it sees
    language        text not null default 'vi',
    enabled         boolean not null default true,
    created_at      timestamptz not null default now(),
    last_sign_in_at timestamptz,
    check (('dealer' = any (roles)) = (dealer_id is not null)),
    check (dealer_id is null or cardinality(roles) = 1)
);

-- From a sign-in to its end: a family of refresh tokens, of which the newest alone is good.
create table user_session (
    id         uuid primary key,
    username   text collate "C" not null references app_user on delete cascade,
    started_at timestamptz not null default now(),
    expires_at timestamptz not null,                    -- for good; no refresh goes beyond it
    ended_at   timestamptz                              -- signed out, or a used token came again
);
create index user_session_user on user_session (username);
create index user_session_expiry on user_session (expires_at);
create index user_session_ended on user_session (ended_at) where ended_at is not null;

create table refresh_token (
    hash       bytea primary key,                       -- SHA-256 of 256 random bits
    session_id uuid not null references user_session on delete cascade,
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index refresh_token_session on refresh_token (session_id);

-- Counted for names that nobody has as well, so that a lock tells nothing; hashed, for it may be a password in the wrong field.
create table sign_in_failure (
    name_hash bytea primary key,                        -- SHA-256
    failures  int not null,
    since     timestamptz not null
);
create index sign_in_failure_age on sign_in_failure (since);

-- The key that signs access tokens, the same for all replicas, where ordersync.security.token-key gives none.
create table signing_key (
    id         int primary key check (id = 1),
    key        bytea not null,
    sealed     boolean not null,                        -- with ordersync.tokens.key
    created_at timestamptz not null default now()
);

create table audit_entry (
    id       bigint generated always as identity primary key,
    at       timestamptz not null default now(),
    username text collate "C",                          -- null: of nobody who is known
    action   text collate "C" not null,
    subject  text,
    detail   text
);
create index audit_entry_user on audit_entry (username, id);
create index audit_entry_action on audit_entry (action, id);
create index audit_entry_at on audit_entry (at);
