-- What orders.OrderStore sends: a batch of events, and what they made of their orders and lines, written in one call and
-- one transaction. Arrays are columns, an element a row.

-- create or replace would let a version with other parameters stand beside this one.
drop function if exists store_orders;
drop function if exists known_orders;
drop function if exists status_rank;
drop function if exists told_besides;
drop function if exists told_of;

-- The plans below must not depend on how full the tables are: they are made once for each connection, maybe when all is
-- empty. A subquery that is lateral and has an offset is run once for each row, by index; no row is looked for twice, so that keeping
-- what was found (memoize) costs and gives nothing.
-- An order is found by its id alone, and its shop and platform are held against what is found in a way that fits no index: of an
-- empty table a range of the shop's orders is as cheap to the planner as the one by key, and later reads a shop's orders for each event.

-- A time as OrderStore counts it, in microseconds since 1970-01-01T00:00:00Z. Exact: a float holds the products whole.
-- Not immutable, since its operators are not, and only so is it inlined.
create or replace function at_micros(micros bigint) returns timestamptz stable parallel safe language sql as $$
    select timestamptz 'epoch' + micros / 1000000 * interval '1 second' + micros % 1000000 * interval '1 microsecond'
$$;

create or replace function micros(at timestamptz) returns bigint stable parallel safe language sql as $$
    select (extract(epoch from at) * 1000000)::bigint
$$;

-- Whether what is told now is to replace what was told before.
create or replace function told_later(at timestamptz, value text, known_at timestamptz, known_value text) returns boolean
immutable parallel safe language sql as $$
    select at is not null and (known_at is null or at > known_at or at = known_at and value collate "C" > known_value collate "C")
$$;

-- Whether what is decided now of an order's credit is to replace what was decided before.
create or replace function decided_later(version int, locked boolean, block text, known_version int, known_locked boolean, known_block text)
returns boolean immutable parallel safe language sql as $$
    select version is not null
       and (known_version is null or (version, locked, block collate "C") > (known_version, known_locked, known_block collate "C"))
$$;

-- What is stored of some orders, a row a line; an order without lines has one row, one of which nothing is stored none. An
-- order's version is the transaction that wrote its row; null where somebody deleted the row and left the lines.
create or replace function known_orders(platform text[], shop_id text[], order_id text[])
returns table (ordinal bigint, version bigint, created_at bigint, updated_at bigint, status text, platform_status text,
               credit_version int, credit_locked boolean, priced boolean,
               line_id text, line_status text, line_word text, line_at bigint, reverse_status text, reverse_word text, reverse_at bigint)
stable language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
begin
    return query
    select k.ordinal, o.xmin::text::bigint, micros(o.created_at), micros(o.updated_at), o.status, o.platform_status,
           o.credit_version, o.credit_locked, o.amount is not null,
           l.line_id, l.status, l.platform_status, micros(l.status_at), l.reverse_status, l.reverse_platform_status, micros(l.reverse_at)
      from unnest(platform, shop_id, order_id) with ordinality as k (platform, shop_id, order_id, ordinal)
      left join lateral (select xmin, * from orders o
                          where o.order_id = k.order_id and (o.shop_id, o.platform) is not distinct from (k.shop_id, k.platform) offset 0) as o on true
      left join lateral (select * from order_line l
                          where l.order_id = k.order_id and l.shop_id = k.shop_id and l.platform = k.platform offset 0) as l on true
     where o.order_id is not null or l.order_id is not null;
end $$;

-- event_repeated: whether the event may be stored already. line_known: whether the line is. order_version: that which the
-- order was known with, a transaction's 32 bits; 0, which no transaction has, for one that is not stored. fact_of: which of the batch's orders, from 1, an event tells
-- amount, buyer, dealer or items of. credit_of: the same for the decisions on their credit. details_of: which of them are asked for at their platform. partitions: the Kafka
-- partitions the batch came from. replays: the replays of dead letters in the batch; with it they are stored.
-- Returns the orders' new version. SQLSTATE 40001: an order is not at the version it was known with, or 23505: it is there and was not known,
-- or a line or an event is; nothing is written.
create or replace function store_orders(
    event_platform text[], event_shop text[], event_order text[], event_line text[], event_id text[], event_at timestamptz[],
    event_status text[], event_effect text[], event_reverse boolean[], event_word text[], event_amount text[],
    event_currency text[], event_received timestamptz[], event_source text[], event_mapping text[], event_repeated boolean[],
    line_platform text[], line_shop text[], line_order text[], line_line text[], line_status text[], line_word text[],
    line_at timestamptz[], line_reverse_status text[], line_reverse_word text[], line_reverse_at timestamptz[], line_known boolean[],
    order_platform text[], order_shop text[], order_order text[], order_status text[], order_word text[],
    order_created timestamptz[], order_updated timestamptz[], order_version int[],
    fact_of int[], fact_at timestamptz[], fact_amount text[], fact_currency text[], fact_buyer text[], fact_dealer text[], fact_items text[],
    credit_of int[], credit_version int[], credit_locked boolean[], credit_block text[],
    details_of int[], partitions int[], replays uuid[])
returns bigint language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_memoize = off set work_mem = '64MB' as $$
#variable_conflict use_column
declare
    moved_on constant text := 'orders were written by somebody else since they were read';
    changed  bigint[];
begin
    -- A consumer that lost a partition may still be writing; whoever has it now waits for that here.
    perform pg_advisory_xact_lock(1869767, p) from (select distinct unnest(partitions) as p order by p) as mine;

    -- Of each order and kind of fact the newest that the batch tells.
    with fact as materialized (
        select * from unnest(fact_of, fact_at, fact_amount, fact_currency, fact_buyer, fact_dealer, fact_items)
               as _ (of_order, at, amount, currency, buyer, dealer, items)
    ),
    amounts as (
        select distinct on (of_order) of_order, at, amount::numeric(19, 4) as amount, currency from fact where amount is not null
         order by of_order, at desc, (amount::numeric(19, 4) || ' ' || currency) collate "C" desc
    ),
    buyers as (
        select distinct on (of_order) of_order, at, buyer::jsonb as buyer from fact where buyer is not null
         order by of_order, at desc, buyer::jsonb::text collate "C" desc
    ),
    dealers as (
        select distinct on (of_order) of_order, at, dealer from fact where dealer is not null order by of_order, at desc, dealer collate "C" desc
    ),
    lists as (
        select distinct on (of_order) of_order, at, items::jsonb as items from fact where items is not null
         order by of_order, at desc, items::jsonb::text collate "C" desc
    ),
    -- Of each order the newest decision that the batch tells.
    decided as (
        select distinct on (of_order) of_order, version, locked, block::json as block
          from unnest(credit_of, credit_version, credit_locked, credit_block) as _ (of_order, version, locked, block)
         order by of_order, version desc, locked desc, block collate "C" desc
    ),
    told as materialized (
        select t.*, amount, currency, amounts.at as amount_at, buyer, buyers.at as buyer_at,
               dealer, dealers.at as dealer_at, items, lists.at as items_at,
               decided.version as credit_version, coalesce(decided.locked, false) as credit_locked, decided.block as credit
          from (select generate_subscripts(order_version, 1) as ordinal, unnest(order_platform) as platform,
                       unnest(order_shop) as shop_id, unnest(order_order) as order_id, unnest(order_status) as status,
                       unnest(order_word) as word, unnest(order_created) as created_at,
                       unnest(order_updated) as updated_at, unnest(order_version) as version) as t
          left join amounts on amounts.of_order = ordinal
          left join buyers on buyers.of_order = ordinal
          left join dealers on dealers.of_order = ordinal
          left join lists on lists.of_order = ordinal
          left join decided on decided.of_order = ordinal
    ),
    updating as (
        update orders as known
           set status = told.status, platform_status = told.word,
               created_at = told.created_at, updated_at = told.updated_at,
               amount = case when told_later(told.amount_at, told.amount || ' ' || told.currency, known.amount_at, known.amount || ' ' || known.currency) then told.amount else known.amount end,
               currency = case when told_later(told.amount_at, told.amount || ' ' || told.currency, known.amount_at, known.amount || ' ' || known.currency) then told.currency else known.currency end,
               amount_at = greatest(known.amount_at, told.amount_at),
               buyer = case when told_later(told.buyer_at, told.buyer::text, known.buyer_at, known.buyer::text) then told.buyer else known.buyer end,
               buyer_at = greatest(known.buyer_at, told.buyer_at),
               dealer_id = case when told_later(told.dealer_at, told.dealer, known.dealer_at, known.dealer_id) then told.dealer else known.dealer_id end,
               dealer_at = greatest(known.dealer_at, told.dealer_at),
               items = case when told_later(told.items_at, told.items::text, known.items_at, known.items::text) then told.items else known.items end,
               items_at = greatest(known.items_at, told.items_at),
               credit = case when decided_later(told.credit_version, told.credit_locked, told.credit::text, known.credit_version, known.credit_locked, known.credit::text) then told.credit else known.credit end,
               credit_locked = case when decided_later(told.credit_version, told.credit_locked, told.credit::text, known.credit_version, known.credit_locked, known.credit::text) then told.credit_locked else known.credit_locked end,
               credit_version = greatest(known.credit_version, told.credit_version)
          from told
         cross join lateral (select ctid from orders o
                              where o.order_id = told.order_id and (o.shop_id, o.platform) is not distinct from (told.shop_id, told.platform)
                                and o.xmin = told.version offset 0) as found
         where told.version <> 0 and known.ctid = found.ctid and known.xmin = told.version
        returning id
    ),
    inserting as (
        insert into orders (platform, shop_id, order_id, status, platform_status, created_at, updated_at,
                            amount, currency, amount_at, buyer, buyer_at, dealer_id, dealer_at, items, items_at,
                            credit, credit_locked, credit_version)
        select platform, shop_id, order_id, status, word, created_at, updated_at,
               amount, currency, amount_at, buyer, buyer_at, dealer, dealer_at, items, items_at,
               credit, credit_locked, credit_version
          from told where version = 0
        returning id
    )
    select array(select id from updating union all select id from inserting) into changed;
    if cardinality(changed) <> cardinality(order_version) then
        raise serialization_failure using message = moved_on;
    end if;

    insert into order_line (platform, shop_id, order_id, line_id, status, platform_status, status_at,
                            reverse_status, reverse_platform_status, reverse_at)
    select platform, shop_id, order_id, line_id, status, word, at, reverse_status, reverse_word, reverse_at
      from (select unnest(line_platform) as platform, unnest(line_shop) as shop_id, unnest(line_order) as order_id,
                   unnest(line_line) as line_id, unnest(line_status) as status, unnest(line_word) as word, unnest(line_at) as at,
                   unnest(line_reverse_status) as reverse_status, unnest(line_reverse_word) as reverse_word,
                   unnest(line_reverse_at) as reverse_at, unnest(line_known) as known) as told
     where not known;

    update order_line as line
       set status = told.status, platform_status = word, status_at = at,
           reverse_status = told.reverse_status, reverse_platform_status = reverse_word, reverse_at = told.reverse_at
      from (select unnest(line_platform) as platform, unnest(line_shop) as shop_id, unnest(line_order) as order_id,
                   unnest(line_line) as line_id, unnest(line_status) as status, unnest(line_word) as word, unnest(line_at) as at,
                   unnest(line_reverse_status) as reverse_status, unnest(line_reverse_word) as reverse_word,
                   unnest(line_reverse_at) as reverse_at, unnest(line_known) as known) as told
     cross join lateral (select ctid from order_line l
                          where l.order_id = told.order_id and l.shop_id = told.shop_id and l.platform = told.platform
                            and l.line_id = told.line_id offset 0) as found
     where told.known and line.ctid = found.ctid;

    insert into order_event (occurred_at, event_id, platform, shop_id, order_id, line_id, status, effect, reverse,
                             platform_status, amount, currency, received_at, source, mapping)
    select at, id, platform, shop_id, order_id, line_id, status, effect, reverse, word, amount::numeric, currency,
           received, source, mapping
      from (select unnest(event_at) as at, unnest(event_id) as id, unnest(event_platform) as platform, unnest(event_shop) as shop_id,
                   unnest(event_order) as order_id, unnest(event_line) as line_id, unnest(event_status) as status,
                   unnest(event_effect) as effect, unnest(event_reverse) as reverse, unnest(event_word) as word,
                   unnest(event_amount) as amount, unnest(event_currency) as currency, unnest(event_received) as received,
                   unnest(event_source) as source, unnest(event_mapping) as mapping, unnest(event_repeated) as repeated) as told
     where not repeated;

    if true = any (event_repeated) then
        -- Of an event's deliveries the first is kept, whichever is stored first.
        insert into order_event as known (occurred_at, event_id, platform, shop_id, order_id, line_id, status, effect, reverse,
                                          platform_status, amount, currency, received_at, source, mapping)
        select at, id, platform, shop_id, order_id, line_id, status, effect, reverse, word, amount::numeric, currency,
               received, source, mapping
          from (select unnest(event_at) as at, unnest(event_id) as id, unnest(event_platform) as platform, unnest(event_shop) as shop_id,
                       unnest(event_order) as order_id, unnest(event_line) as line_id, unnest(event_status) as status,
                       unnest(event_effect) as effect, unnest(event_reverse) as reverse, unnest(event_word) as word,
                       unnest(event_amount) as amount, unnest(event_currency) as currency, unnest(event_received) as received,
                       unnest(event_source) as source, unnest(event_mapping) as mapping, unnest(event_repeated) as repeated) as told
         where repeated
        on conflict (order_id, occurred_at, event_id) do update
           set platform = excluded.platform, shop_id = excluded.shop_id, line_id = excluded.line_id, status = excluded.status,
               effect = excluded.effect, reverse = excluded.reverse, platform_status = excluded.platform_status, amount = excluded.amount,
               currency = excluded.currency, received_at = excluded.received_at, source = excluded.source, mapping = excluded.mapping
         where (excluded.received_at, excluded.source, excluded.mapping, coalesce(excluded.status, ''), excluded.platform_status, coalesce(excluded.line_id, ''),
                coalesce(excluded.effect, '') collate "C", excluded.reverse, coalesce(excluded.amount, '-infinity'::numeric),
                coalesce(excluded.currency, '') collate "C", excluded.platform, excluded.shop_id)
             < (known.received_at, known.source, known.mapping, coalesce(known.status, ''), known.platform_status, coalesce(known.line_id, ''),
                coalesce(known.effect, '') collate "C", known.reverse, coalesce(known.amount, '-infinity'::numeric),
                coalesce(known.currency, '') collate "C", known.platform, known.shop_id);
    end if;

    insert into order_details_request (platform, shop_id, order_id)
    select order_platform[n], order_shop[n], order_order[n] from unnest(details_of) as n
    on conflict do nothing;

    if cardinality(replays) > 0 then
        update dead_letter_replay set state = 'STORED', finished_at = now() where id = any (replays) and state <> 'STORED';
        update dead_letter d set status = 'RESOLVED' from dead_letter_replay r where r.id = any (replays) and d.id = r.dead_letter_id;
    end if;

    -- For whoever looks on (package live): one row a batch. How fresh it is tells every so manieth event.
    if cardinality(changed) > 0 then
        insert into order_change (orders, events, ages)
        select changed, cardinality(event_received),
               case when cardinality(replays) > 0 then '{}' else array(
                   select least(greatest(extract(epoch from clock_timestamp() - event_received[n]) * 1000, 0), 86400000)::int
                     from generate_series(1, cardinality(event_received), greatest(cardinality(event_received) / 16, 1)) as n
                    where event_source[n] <> 'backfill') end;
    end if;
    return pg_current_xact_id()::xid::text::bigint;
end $$;

-- What was told of the statuses of some orders and their lines besides kept: of each word the newest, for no older one counts.
create or replace function told_besides(platform text[], shop_id text[], order_id text[], kept text[])
returns table (ordinal bigint, line_id text, reverse boolean, status text, word text, at bigint)
stable language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
begin
    return query
    select k.ordinal, coalesce(e.line_id, ''), e.reverse, e.status, e.platform_status, micros(max(e.occurred_at))
      from unnest(platform, shop_id, order_id) with ordinality as k (platform, shop_id, order_id, ordinal)
     cross join lateral (select * from order_event e
                          where e.order_id = k.order_id and e.shop_id = k.shop_id and e.platform = k.platform offset 0) as e
     where e.status is not null and e.status <> all (kept) or e.status is null and e.effect = 'previous'
     group by k.ordinal, coalesce(e.line_id, ''), e.reverse, e.status, e.platform_status;
end $$;

-- What was told of some orders from one time to another, the oldest first, at most so much of each; tells_status: of its status, or
-- its line's, besides kept.
create function told_of(platform text[], shop_id text[], order_id text[], from_micros bigint[], to_micros bigint[], kept text[], at_most int)
returns table (ordinal bigint, line_id text, reverse boolean, status text, word text, at bigint, tells_status boolean)
stable language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
begin
    return query
    select k.ordinal, coalesce(e.line_id, ''), e.reverse, e.status, e.platform_status, micros(e.occurred_at),
           coalesce(e.status is not null and e.status <> all (kept) or e.status is null and e.effect = 'previous', false)
      from unnest(platform, shop_id, order_id, from_micros, to_micros) with ordinality
           as k (platform, shop_id, order_id, from_micros, to_micros, ordinal)
     cross join lateral (select * from order_event e
                          where e.order_id = k.order_id and e.shop_id = k.shop_id and e.platform = k.platform
                            and e.occurred_at between at_micros(k.from_micros) and at_micros(k.to_micros)
                          order by e.occurred_at limit at_most) as e
     order by k.ordinal, e.occurred_at;
end $$;
