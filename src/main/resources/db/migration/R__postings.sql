-- What finance.postings.StoredPostings reads and writes in STORE's transaction, which holds the rows of these orders. Plans must
-- not depend on how full the tables are, as in R__store_orders.sql.

drop function if exists sold_orders;
drop function if exists posted_of;
drop function if exists write_postings;

-- Of some orders those whose amount is known.
create function sold_orders(platform text[], shop_id text[], order_id text[])
returns table (ordinal bigint, amount numeric, currency text, items text)
stable language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
begin
    return query
    select k.ordinal, o.amount, o.currency::text, o.items::text
      from unnest(platform, shop_id, order_id) with ordinality as k (platform, shop_id, order_id, ordinal)
     cross join lateral (select * from orders o
                          where o.order_id = k.order_id and (o.shop_id, o.platform) is not distinct from (k.shop_id, k.platform) offset 0) as o
     where o.amount is not null
     order by k.ordinal;
end $$;

-- What is posted of them, at most so many each, in the order it was made. A row without platform and shop is of any order of its id.
create function posted_of(platform text[], shop_id text[], order_id text[], at_most int)
returns table (ordinal bigint, business_key text, kind text, amount numeric, currency text, document text)
stable language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
begin
    return query
    select k.ordinal, p.business_key, p.kind, p.amount, p.currency::text, p.document::text
      from unnest(platform, shop_id, order_id) with ordinality as k (platform, shop_id, order_id, ordinal)
     cross join lateral (select * from erp_posting p
                          where p.order_id = k.order_id and coalesce(p.shop_id, k.shop_id) = k.shop_id
                            and coalesce(p.platform, k.platform) = k.platform
                            and p.kind in ('CUSTOMER_INVOICE', 'CREDIT_MEMO', 'PLATFORM_FEE')
                          order by p.id limit at_most) as p
     order by k.ordinal, p.id;
end $$;

-- Writes postings with their first step, in this order; one whose business key is there is passed over. Days count from 1970-01-01.
-- Returns how many it wrote.
create function write_postings(business_key text[], kind text[], platform text[], shop_id text[], order_id text[],
                               amount numeric[], currency text[], posting_day int[], document jsonb[])
returns int language plpgsql as $$
#variable_conflict use_column
declare
    written int;
begin
    with posting as (
        insert into erp_posting (business_key, kind, platform, shop_id, order_id, amount, currency, posting_date, document)
        select t.business_key, t.kind, t.platform, t.shop_id, t.order_id, t.amount, t.currency, date '1970-01-01' + t.posting_day, t.document
          from unnest(business_key, kind, platform, shop_id, order_id, amount, currency, posting_day, document) with ordinality
               as t (business_key, kind, platform, shop_id, order_id, amount, currency, posting_day, document, ordinal)
         order by t.ordinal
        on conflict do nothing
        returning business_key, status
    ),
    step as (
        insert into erp_posting_step (business_key, status) select business_key, status from posting returning 1
    )
    select count(*) from step into written;
    return written;
end $$;
