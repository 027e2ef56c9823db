-- What the dashboard is told of as it happens.

-- Which orders a transaction of STORE inserted or updated: a row a transaction, for some minutes. Numbers do not commit in the order
-- they are given, so a reader goes by the transaction (live.ChangeLog says how), hence the key.
create table order_change (
    xid    bigint not null default pg_current_xact_id()::text::bigint,   -- the transaction that wrote it; never wraps round
    id     bigint generated always as identity,
    at     timestamptz not null default clock_timestamp(),
    orders bigint[] not null,                    -- orders.id
    events int not null,                         -- that made the changes
    ages   int[] not null,                       -- of some of the events, milliseconds from received to stored; no replays, no backfills
    primary key (xid, id)
);
-- Pressing the ids would cost STORE more than it saves.
alter table order_change alter column orders set storage external;

-- The greatest transaction of which rows were deleted: who read no further has missed some.
create table order_change_deleted (
    one boolean primary key default true check (one),
    xid bigint not null default 0
);
insert into order_change_deleted default values;
