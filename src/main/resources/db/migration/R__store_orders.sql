-- A batch of canonical messages becomes rows, in one call and one transaction.
--
-- Every value kept is the greatest (or least) of what the events told, ordered by the source's time and, at equal times,
-- by the value itself. A greatest value does not care for order or repetition: any permutation and any duplication of the
-- same events ends in the same rows.

-- How far a line has come; the dead ones last, so that at equal times the end wins. 0: no status (a withdrawn return).
create or replace function status_rank(status text) returns int immutable parallel safe language sql as $$
    select coalesce(array_position('{ON_HOLD,PENDING,CONFIRMED,PACKED,READY_TO_SHIP,SHIPPED,DELIVERED,COMPLETED,RETURNING,FAILED,CANCELLED,RETURNED}'::text[], status), 0)
$$;

-- Whether what is told now is to replace what was told before.
create or replace function told_later(at timestamptz, value text, known_at timestamptz, known_value text) returns boolean
immutable parallel safe language sql as $$
    select at is not null and (known_at is null or at > known_at or at = known_at and value collate "C" > known_value collate "C")
$$;

-- The columns of a batch (orders.OrderBatch). newest_forth and newest_back mark the event that tells, in
-- this batch, the newest status of a line on its way to the buyer, and on its way back.
-- first_delivery marks the one to keep of each event's
-- deliveries. partitions: the Kafka partitions the batch came from. details_of: 'platform:shop_id' of the shops whose new orders are
-- asked for at the platform. replays: the replays of dead letters in the batch; with it they are stored.
create or replace function store_orders(
    event_id text[], platform text[], shop_id text[], order_id text[], line_id text[], status text[], effect text[],
    reverse boolean[], platform_status text[], told_at timestamptz[], received_at timestamptz[], amount text[], currency text[],
    buyer text[], dealer_id text[], items text[], source text[], mapping text[], first_delivery boolean[], newest_forth boolean[], newest_back boolean[],
    partitions int[], details_of text[], replays uuid[])
returns void language plpgsql
-- The plan must not depend on how full the tables are: always by index, made once for each connection.
set plan_cache_mode = force_generic_plan set enable_seqscan = off set work_mem = '64MB' as $$
#variable_conflict use_column
begin
    -- A consumer that lost a partition may still be writing; whoever has it now waits for that here. So what is read
    -- below cannot change under these statements.
    perform pg_advisory_xact_lock(1869767, p) from (select distinct unnest(partitions) as p order by p) as mine;

    insert into order_event as known (occurred_at, event_id, platform, shop_id, order_id, line_id, status, effect, reverse,
                                      platform_status, amount, currency, received_at, source, mapping)
    select told_at, event_id, platform, shop_id, order_id, line_id, status, effect, reverse, platform_status, amount, currency,
           received_at, source, mapping
      from unnest(told_at, event_id, platform, shop_id, order_id, line_id, status, effect, reverse, platform_status,
                  amount::numeric[], currency, received_at, source, mapping, first_delivery)
        as _ (told_at, event_id, platform, shop_id, order_id, line_id, status, effect, reverse, platform_status, amount, currency,
              received_at, source, mapping, first)
     where first
    on conflict (order_id, occurred_at, event_id) do update
       set platform = excluded.platform, shop_id = excluded.shop_id, line_id = excluded.line_id, status = excluded.status,
           effect = excluded.effect, reverse = excluded.reverse, platform_status = excluded.platform_status, amount = excluded.amount,
           currency = excluded.currency, received_at = excluded.received_at, source = excluded.source, mapping = excluded.mapping
     where (excluded.received_at, excluded.source, excluded.mapping, coalesce(excluded.status, ''), excluded.platform_status, coalesce(excluded.line_id, ''))
         < (known.received_at, known.source, known.mapping, coalesce(known.status, ''), known.platform_status, coalesce(known.line_id, ''));

    insert into order_line as known (platform, shop_id, order_id, line_id, status, platform_status, status_at)
    select platform, shop_id, order_id, coalesce(line_id, ''), status, platform_status, told_at
      from unnest(platform, shop_id, order_id, line_id, status, platform_status, told_at, newest_forth)
        as _ (platform, shop_id, order_id, line_id, status, platform_status, told_at, newest)
     where newest
    on conflict (order_id, shop_id, platform, line_id) do update
       set status = excluded.status, platform_status = excluded.platform_status, status_at = excluded.status_at
     where known.status_at is null
        or (excluded.status_at, status_rank(excluded.status), excluded.platform_status) > (known.status_at, status_rank(known.status), known.platform_status);

    insert into order_line as known (platform, shop_id, order_id, line_id, reverse_status, reverse_platform_status, reverse_at)
    select platform, shop_id, order_id, coalesce(line_id, ''), status, platform_status, told_at
      from unnest(platform, shop_id, order_id, line_id, status, platform_status, told_at, newest_back)
        as _ (platform, shop_id, order_id, line_id, status, platform_status, told_at, newest)
     where newest
    on conflict (order_id, shop_id, platform, line_id) do update
       set reverse_status = excluded.reverse_status, reverse_platform_status = excluded.reverse_platform_status, reverse_at = excluded.reverse_at
     where known.reverse_at is null
        or (excluded.reverse_at, status_rank(excluded.reverse_status), excluded.reverse_platform_status) > (known.reverse_at, status_rank(known.reverse_status), known.reverse_platform_status);

    with touched as materialized (
        select platform, shop_id, order_id, min(told_at) as first_at, max(told_at) as last_at
          from unnest(platform, shop_id, order_id, told_at) as _ (platform, shop_id, order_id, told_at) group by order_id, shop_id, platform
    ),
    -- What a line says now: its return or cancellation, unless its way to the buyer was told later.
    speaks as (
        select touched.platform, touched.shop_id, touched.order_id, l.*,
               count(*) filter (where line_id <> '') over (partition by touched.order_id, touched.shop_id, touched.platform) as lines
          from touched cross join lateral (
               select line_id, case when reversed then reverse_status else status end as status,
                      case when reversed then reverse_platform_status else platform_status end as word,
                      case when reversed then reverse_at else status_at end as at
                 from (select *, reverse_status is not null and (status_at is null or reverse_at >= status_at) as reversed
                         from order_line l
                        where l.order_id = touched.order_id and l.shop_id = touched.shop_id and l.platform = touched.platform
                       offset 0) as _
                where reversed or status is not null) as l
    ),
    -- The order's status is that of its least advanced line that is alive (neither CANCELLED, FAILED nor RETURNED), with
    -- none alive that of the line that changed last. What is told of the order as a whole counts while at most one line is known.
    decided as (
        select distinct on (order_id, shop_id, platform) platform, shop_id, order_id, status, word
          from (select *, case when lines > 1 and status_rank(status) < 10 then status_rank(status) end as alive from speaks) as _
         where lines < 2 or line_id <> ''
         order by order_id, shop_id, platform, alive, at desc, status_rank(status) desc, word desc
    ),
    -- Facts: of each kind the newest that the batch tells.
    fact as (
        select distinct on (order_id, shop_id, platform, kind) platform, shop_id, order_id, kind, at, value
          from unnest(platform, shop_id, order_id, told_at, amount, currency, buyer, dealer_id, items)
            as _ (platform, shop_id, order_id, at, amount, currency, buyer, dealer_id, items)
         cross join lateral (values ('amount', amount::numeric(19, 4) || ' ' || currency), ('buyer', buyer::jsonb::text),
                                     ('dealer', dealer_id), ('items', items::jsonb::text)) as __ (kind, value)
         where num_nonnulls(amount, buyer, dealer_id, items) > 0 and value is not null
         order by order_id, shop_id, platform, kind, at desc, value collate "C" desc
    ),
    facts as (
        select platform, shop_id, order_id,
               max(value) filter (where kind = 'amount') as amount, max(at) filter (where kind = 'amount') as amount_at,
               max(value) filter (where kind = 'buyer') as buyer, max(at) filter (where kind = 'buyer') as buyer_at,
               max(value) filter (where kind = 'dealer') as dealer, max(at) filter (where kind = 'dealer') as dealer_at,
               max(value) filter (where kind = 'items') as items, max(at) filter (where kind = 'items') as items_at
          from fact group by order_id, shop_id, platform
    ),
    stored as (
        insert into orders as known (platform, shop_id, order_id, status, platform_status, created_at, updated_at,
                                     amount, currency, amount_at, buyer, buyer_at, dealer_id, dealer_at, items, items_at)
        select platform, shop_id, order_id, status, word, first_at, last_at,
               nullif(split_part(amount, ' ', 1), '')::numeric, nullif(split_part(amount, ' ', 2), ''), amount_at, buyer::jsonb, buyer_at, dealer, dealer_at,
               items::jsonb, items_at
          from touched left join decided using (platform, shop_id, order_id) left join facts using (platform, shop_id, order_id)
        on conflict (order_id, shop_id, platform) do update
           set status = excluded.status, platform_status = excluded.platform_status,
               created_at = least(known.created_at, excluded.created_at), updated_at = greatest(known.updated_at, excluded.updated_at),
               amount = case when excluded.amount_at is null then known.amount
                    when told_later(excluded.amount_at, excluded.amount || ' ' || excluded.currency, known.amount_at, known.amount || ' ' || known.currency) then excluded.amount else known.amount end,
               currency = case when excluded.amount_at is null then known.currency
                    when told_later(excluded.amount_at, excluded.amount || ' ' || excluded.currency, known.amount_at, known.amount || ' ' || known.currency) then excluded.currency else known.currency end,
               amount_at = greatest(known.amount_at, excluded.amount_at),
               buyer = case when excluded.buyer_at is null then known.buyer
                    when told_later(excluded.buyer_at, excluded.buyer::text, known.buyer_at, known.buyer::text) then excluded.buyer else known.buyer end,
               buyer_at = greatest(known.buyer_at, excluded.buyer_at),
               dealer_id = case when excluded.dealer_at is null then known.dealer_id
                    when told_later(excluded.dealer_at, excluded.dealer_id, known.dealer_at, known.dealer_id) then excluded.dealer_id else known.dealer_id end,
               dealer_at = greatest(known.dealer_at, excluded.dealer_at),
               items = case when excluded.items_at is null then known.items
                    when told_later(excluded.items_at, excluded.items::text, known.items_at, known.items::text) then excluded.items else known.items end,
               items_at = greatest(known.items_at, excluded.items_at)
        returning platform, shop_id, order_id, xmax = 0 as is_new, amount
    )
    insert into order_details_request (platform, shop_id, order_id)
    select platform, shop_id, order_id from stored where is_new and amount is null and platform || ':' || shop_id = any (details_of)
    on conflict do nothing;

    if cardinality(replays) > 0 then
        update dead_letter_replay set state = 'STORED', finished_at = now() where id = any (replays) and state <> 'STORED';
        update dead_letter d set status = 'RESOLVED' from dead_letter_replay r where r.id = any (replays) and d.id = r.dead_letter_id;
    end if;
end $$;
