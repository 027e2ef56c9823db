-- Up to which of the orders that wait in a pool it was looked whether they fit; no row: none is left. A pool may have more of them
-- than one transaction looks at, and a process may die between two.
create table release_place (
    customer_id text collate "C" primary key,   -- the dealer at the top of the pool
    ordered_at  timestamptz not null,
    order_id    text collate "C" not null,
    shop_id     text collate "C" not null,
    platform    text collate "C" not null
);
