-- A batch of canonical messages becomes rows, in one statement and one transaction.
--
-- Every value kept is the greatest (or least) of what the events told, ordered by the source's time and, at equal times,
-- by the value itself. A greatest value does not care for order or repetition: any permutation and any duplication of the
-- same events ends in the same rows.

-- How far a line has come; the dead ones last, so that at equal times the end wins. 0: no status (a withdrawn return).
create or replace function status_rank(status text) returns int immutable parallel safe language sql as $$
    select coalesce(array_position('{ON_HOLD,PENDING,CONFIRMED,PACKED,READY_TO_SHIP,SHIPPED,DELIVERED,COMPLETED,RETURNING,FAILED,CANCELLED,RETURNED}'::text[], status), 0)
$$;

-- The columns of a batch of messages valid against schemas/order_normalized.v1.json, best in order of order_id and time.
-- partitions: the Kafka partitions they came from. details_of: 'platform:shop_id' of the shops whose new orders are asked
-- for at the platform. replays: the replays of dead letters among the messages; with this batch they are stored.
create or replace function store_orders(
    event_id text[], platform text[], shop_id text[], order_id text[], line_id text[], status text[], effect text[],
    reverse boolean[], platform_status text[], occurred_at text[], received_at text[], amount text[], currency text[],
    buyer text[], dealer_id text[], items text[], source text[], mapping text[],
    partitions int[], details_of text[], replays uuid[])
returns table (stored_events bigint, stored_orders bigint) language plpgsql
-- The plan must not depend on how full the tables are: always by index, made once for each connection.
set plan_cache_mode = force_generic_plan set enable_seqscan = off set work_mem = '64MB' as $$
#variable_conflict use_column
begin
    -- A consumer that lost a partition may still be writing; whoever has it now waits for that here. So the rows read
    -- below cannot change under this statement, whose snapshot is taken after the lock.
    perform pg_advisory_xact_lock(1869767, p) from (select distinct unnest(partitions) as p order by p) as mine;

    update dead_letter_replay set state = 'STORED', finished_at = now() where id = any (replays) and state = 'SENT';
    update dead_letter d set status = 'RESOLVED'
      from dead_letter_replay r where r.id = any (replays) and d.id = r.dead_letter_id;

    return query
    with e as materialized (
        select event_id collate "C", platform collate "C", shop_id collate "C", order_id collate "C", line_id collate "C",
               coalesce(line_id, '') collate "C" as line, status collate "C", effect, reverse, platform_status collate "C",
               at::timestamptz as at, received_at::timestamptz, amount::numeric(19, 4), currency, buyer::jsonb, dealer_id,
               items::jsonb, source, mapping
          from unnest(event_id, platform, shop_id, order_id, line_id, status, effect, reverse, platform_status, occurred_at,
                      received_at, amount, currency, buyer, dealer_id, items, source, mapping)
            as _ (event_id, platform, shop_id, order_id, line_id, status, effect, reverse, platform_status, at,
                  received_at, amount, currency, buyer, dealer_id, items, source, mapping)
    ),
    event as (
        insert into order_event as known (occurred_at, event_id, platform, shop_id, order_id, line_id, status, effect, reverse,
                                          platform_status, amount, currency, received_at, source, mapping)
        select distinct on (order_id, at, event_id) at, event_id, platform, shop_id, order_id, line_id, status, effect,
               reverse, platform_status, amount, currency, received_at, source, mapping
          from e order by order_id, at, event_id, received_at, source, mapping
        on conflict (order_id, occurred_at, event_id) do update
           set received_at = excluded.received_at, source = excluded.source, mapping = excluded.mapping
         where (excluded.received_at, excluded.source, excluded.mapping) < (known.received_at, known.source, known.mapping)
        returning 1
    ),
    touched as materialized (
        select platform, shop_id, order_id, min(at) as first_at, max(at) as last_at from e group by order_id, shop_id, platform
    ),
    -- Statuses: all that is told of the touched orders' lines, here and before; of each line and track the newest.
    told as (
        select platform, shop_id, order_id, line, reverse as back, at, status, platform_status as word
          from e where effect is distinct from 'unchanged'
        union all
        select platform, shop_id, order_id, t.line_id, back, t.at, t.status, t.word
          from touched cross join lateral (
               select l.line_id, track.*
                 from order_line l cross join lateral (values (false, status_at, status, platform_status),
                                                             (true, reverse_at, reverse_status, reverse_platform_status)) as track (back, at, status, word)
                where l.order_id = touched.order_id and l.shop_id = touched.shop_id and l.platform = touched.platform and at is not null
               offset 0) as t
    ),
    newest as (
        select distinct on (order_id, line, shop_id, platform, back) *
          from told order by order_id, line, shop_id, platform, back, at desc, status_rank(status) desc, word desc
    ),
    line as materialized (
        select platform, shop_id, order_id, line,
               max(status) filter (where not back) as status, max(word) filter (where not back) as word, max(at) filter (where not back) as at,
               max(status) filter (where back) as back_status, max(word) filter (where back) as back_word, max(at) filter (where back) as back_at
          from newest group by order_id, line, shop_id, platform
    ),
    stored_line as (
        insert into order_line as known (platform, shop_id, order_id, line_id, status, platform_status, status_at,
                                         reverse_status, reverse_platform_status, reverse_at)
        select * from line
        on conflict (order_id, shop_id, platform, line_id) do update
           set status = excluded.status, platform_status = excluded.platform_status, status_at = excluded.status_at,
               reverse_status = excluded.reverse_status, reverse_platform_status = excluded.reverse_platform_status,
               reverse_at = excluded.reverse_at
         where (known.status_at, known.status, known.platform_status, known.reverse_at, known.reverse_status, known.reverse_platform_status)
               is distinct from (excluded.status_at, excluded.status, excluded.platform_status, excluded.reverse_at, excluded.reverse_status, excluded.reverse_platform_status)
    ),
    -- What a line says now: its return or cancellation, where one was told later than its way to the buyer.
    speaks as (
        select platform, shop_id, order_id, line,
               case when reversed then back_status else status end as status, case when reversed then back_word else word end as word,
               case when reversed then back_at else at end as at,
               count(*) filter (where line <> '') over (partition by order_id, shop_id, platform) as lines
          from (select *, back_status is not null and (at is null or back_at >= at) as reversed from line) as _
         where reversed or status is not null
    ),
    -- The order's status is that of its least advanced line that is alive (neither CANCELLED, FAILED nor RETURNED), with
    -- none alive that of the line that changed last. What is told of the order as a whole counts while at most one line is known.
    decided as (
        select distinct on (order_id, shop_id, platform) platform, shop_id, order_id, status, word
          from (select *, case when lines > 1 and status_rank(status) < 10 then status_rank(status) end as alive from speaks) as _
         where lines < 2 or line <> ''
         order by order_id, shop_id, platform, alive, at desc, status_rank(status) desc, word desc
    ),
    -- Facts: of each kind the newest.
    fact as (
        select platform, shop_id, order_id, name, at, value
          from e cross join lateral (values ('amount', jsonb_build_array(amount, currency)), ('buyer', buyer),
                                            ('dealer', to_jsonb(dealer_id)), ('items', items)) as _ (name, value)
         where num_nonnulls(amount, buyer, dealer_id, items) > 0 and value is not null and (name <> 'amount' or amount is not null)
    ),
    known_fact as (
        select f.platform, f.shop_id, f.order_id, name, at, value
          from (select distinct platform, shop_id, order_id from fact) as f
         cross join lateral (select * from orders o where o.order_id = f.order_id and o.shop_id = f.shop_id and o.platform = f.platform offset 0) as o
         cross join lateral (values ('amount', amount_at, jsonb_build_array(amount, currency)), ('buyer', buyer_at, buyer),
                                    ('dealer', dealer_at, to_jsonb(dealer_id)), ('items', items_at, items)) as __ (name, at, value)
         where at is not null
    ),
    newest_fact as (
        select distinct on (platform, shop_id, order_id, name) *
          from (select * from fact union all select * from known_fact) as _
         order by platform, shop_id, order_id, name, at desc, value desc
    ),
    facts as (
        select platform, shop_id, order_id,
               (array_agg(value) filter (where name = 'amount'))[1] as amount, max(at) filter (where name = 'amount') as amount_at,
               (array_agg(value) filter (where name = 'buyer'))[1] as buyer, max(at) filter (where name = 'buyer') as buyer_at,
               (array_agg(value) filter (where name = 'dealer'))[1] as dealer, max(at) filter (where name = 'dealer') as dealer_at,
               (array_agg(value) filter (where name = 'items'))[1] as items, max(at) filter (where name = 'items') as items_at
          from newest_fact group by 1, 2, 3
    ),
    stored_order as (
        insert into orders as known (platform, shop_id, order_id, status, platform_status, created_at, updated_at,
                                     amount, currency, amount_at, buyer, buyer_at, dealer_id, dealer_at, items, items_at)
        select platform, shop_id, order_id, status, word, first_at, last_at,
               (amount ->> 0)::numeric, amount ->> 1, amount_at, buyer, buyer_at, dealer #>> '{}', dealer_at, items, items_at
          from touched left join decided using (platform, shop_id, order_id) left join facts using (platform, shop_id, order_id)
        on conflict (order_id, shop_id, platform) do update
           set status = excluded.status, platform_status = excluded.platform_status,
               created_at = least(known.created_at, excluded.created_at), updated_at = greatest(known.updated_at, excluded.updated_at),
               amount = coalesce(excluded.amount, known.amount), currency = coalesce(excluded.currency, known.currency),
               amount_at = coalesce(excluded.amount_at, known.amount_at), buyer = coalesce(excluded.buyer, known.buyer),
               buyer_at = coalesce(excluded.buyer_at, known.buyer_at), dealer_id = coalesce(excluded.dealer_id, known.dealer_id),
               dealer_at = coalesce(excluded.dealer_at, known.dealer_at), items = coalesce(excluded.items, known.items),
               items_at = coalesce(excluded.items_at, known.items_at)
        returning platform, shop_id, order_id, xmax = 0 as is_new, amount
    ),
    asked as (
        insert into order_details_request (platform, shop_id, order_id)
        select platform, shop_id, order_id from stored_order
         where is_new and amount is null and platform || ':' || shop_id = any (details_of)
        on conflict do nothing
    )
    select (select count(*) from event), (select count(*) from stored_order);
end $$;
