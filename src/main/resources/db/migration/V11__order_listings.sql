-- How lists of orders are found among millions.

create extension if not exists pg_trgm;

-- What changes, and what is dear to index, is kept apart from orders and follows it within a second (live.OrderListings): an index of
-- a status on orders would make PostgreSQL write every index of the row anew with each change, within STORE's transaction. Whoever
-- reads these looks at orders as well, and leaves out what is no longer so.
create table order_by_status (
    id         bigint primary key,               -- orders.id
    platform   text collate "C" not null,
    shop_id    text collate "C" not null,
    status     text collate "C" not null,
    created_at timestamptz not null
) with (fillfactor = 90);

create table order_by_buyer (
    id         bigint primary key,               -- orders.id
    created_at timestamptz not null,
    words      text not null                     -- the buyer's name and phone, a line each, in lower case
) with (fillfactor = 90);
alter table order_by_buyer alter column words set statistics 1000;   -- from it is known whether a word is rare

create index order_by_status_newest on order_by_status (status, created_at desc, id desc);
create index order_by_status_of_platform on order_by_status (platform, status, created_at desc, id desc);
create index order_by_status_of_shop on order_by_status (shop_id, status, created_at desc, id desc);
create index order_by_buyer_newest on order_by_buyer (created_at desc, id desc);
create index order_by_buyer_words on order_by_buyer using gin (words gin_trgm_ops);

-- How far the two have followed. At first they hold nothing: whoever follows looks at all orders once this and the functions of this
-- release are there, for a STORE of the release before, which may wait for this here, tells of no change.
create table order_listing (
    one     boolean primary key default true check (one),
    told    pg_snapshot not null default pg_current_snapshot(),   -- all changes that it shows are in them
    missing bigint not null default 9223372036854775807           -- orders up to this id are still to be looked at anew, from the greatest down
);
insert into order_listing default values;
