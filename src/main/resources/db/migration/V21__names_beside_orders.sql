-- The name beside the order as well as once for all of its orders: whoever goes through orders reads one row of each for it, and not two.
-- The release before, which knows nothing of it, cannot leave a name there that the order no longer has.
alter table order_by_buyer
    add column name text,   -- buyer_name.name; null beside a key: not copied yet, and to be read there
    add check (name is null or md5(name)::uuid = name_key);

-- Filled by whoever follows (live.OrderListings), the newest first.
update order_listing set missing = 9223372036854775807;
