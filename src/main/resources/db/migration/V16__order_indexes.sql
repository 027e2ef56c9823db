-- Indexes of orders, built while orders are stored, those that are missing: databases older than this file have some. Since an index is
-- built so in no transaction, nothing here is in one (database.Migrations).

-- What a build that was cut off has left is not valid and goes, by a name that no valid one has: a drop beside whoever stores can have no
-- condition, and renaming waits for nobody.
do $$ declare index text; begin
    foreach index in array array['orders_by_id', 'orders_of_platform', 'orders_of_shop', 'orders_of_dealer'] loop
        if exists (select from pg_index where indexrelid = to_regclass(index) and not indisvalid) then
            execute format('alter index %I rename to %I', index, index || '_cut_off');
        end if;
    end loop;
end $$;
drop index concurrently if exists orders_by_id_cut_off;
drop index concurrently if exists orders_of_platform_cut_off;
drop index concurrently if exists orders_of_shop_cut_off;
drop index concurrently if exists orders_of_dealer_cut_off;

-- Orders that changed are read by id. Ids only grow, and a change of status does not touch it.
create unique index concurrently if not exists orders_by_id on orders (id);

-- What these hold of an order does not change, or once: so a change of status touches none of them.
create index concurrently if not exists orders_of_platform on orders (platform, created_at desc, id desc);
create index concurrently if not exists orders_of_shop on orders (shop_id, created_at desc, id desc);
create index concurrently if not exists orders_of_dealer on orders (dealer_id, created_at desc, id desc) where dealer_id is not null;
