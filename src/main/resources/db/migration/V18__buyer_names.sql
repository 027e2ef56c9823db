-- Names of buyers, each once. Part of a name is looked for among them, of which there are far fewer than orders, and the orders of each
-- are then read by index; its trigrams alone, such as those of "nguyễn thị thu hương", are in too many orders to be intersected in time.
create table buyer_name (
    key  uuid primary key,      -- md5 of the name: so whoever has a name knows its key
    name text not null          -- in lower case
);
alter table buyer_name alter column name set statistics 1000;   -- from it is known whether a part is rare
create index buyer_name_parts on buyer_name using gin (name gin_trgm_ops);

-- What this held is found again by whoever follows (live.OrderListings), the newest first.
truncate order_by_buyer;
drop index order_by_buyer_words;
alter table order_by_buyer drop column words,
    add column name_key uuid,   -- buyer_name.key
    add column phone text;      -- in lower case, for not all are numbers
alter table order_by_buyer alter column phone set statistics 1000;
create index order_by_buyer_of_name on order_by_buyer (name_key, created_at desc, id desc);
create index order_by_buyer_phone on order_by_buyer using gin (phone gin_trgm_ops);
update order_listing set missing = 9223372036854775807;
