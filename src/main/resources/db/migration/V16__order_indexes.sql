-- Indexes of orders, built while orders are stored: nothing else may stand in this file, for it runs in no transaction
-- (database.Migrations). What a build that was cut off has left is not valid, and goes first.

-- Orders that changed are read by id. Ids only grow, and a change of status does not touch it.
drop index concurrently if exists orders_by_id;
create unique index concurrently orders_by_id on orders (id);

-- What these hold of an order does not change, or once: so a change of status touches none of them.
drop index concurrently if exists orders_of_platform;
create index concurrently orders_of_platform on orders (platform, created_at desc, id desc);
drop index concurrently if exists orders_of_shop;
create index concurrently orders_of_shop on orders (shop_id, created_at desc, id desc);
drop index concurrently if exists orders_of_dealer;
create index concurrently orders_of_dealer on orders (dealer_id, created_at desc, id desc) where dealer_id is not null;
