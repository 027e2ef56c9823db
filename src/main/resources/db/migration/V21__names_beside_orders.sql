-- The name beside the order as well as once for all of its orders: whoever goes through orders reads one row of each for it, and not two.
-- Not valid, for those of the release before have a key alone, until they are looked at anew: without it that release would look at
-- them itself and leave them as they are, since it knows nothing of names; so it follows no more beside this one.
alter table order_by_buyer
    add column name text,   -- buyer_name.name; null beside a key: not copied yet, and to be read there
    add constraint order_by_buyer_name check (name_key is not distinct from md5(name)::uuid) not valid;
alter table order_by_buyer alter column name set statistics 0;   -- no plan needs any, and a name that is erased would stay in them

-- Copied by whoever follows (live.OrderListings), the newest first.
update order_listing set missing = 9223372036854775807;
