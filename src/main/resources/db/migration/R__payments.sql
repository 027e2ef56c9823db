-- What finance.payments.PaymentPage sends. Arrays are columns, an element a row. Times are microseconds since 1970-01-01T00:00:00Z.

-- The orders of these ids, with what payments are compared to. Until the end of the transaction nobody else records a payment
-- that names one of them, or has one of these payment ids (which may be told with another order), whether or not the order or
-- the payment is there yet: so there is nothing to be in each other's way with, and, the locks being taken in order, no
-- deadlock. Volatile: what is read is read after the wait.
drop function if exists open_paid_orders(text[]);
create or replace function open_paid_orders(ids text[], payment_ids text[])
returns table (order_id text, platform text, shop_id text, amount numeric, currency text, on_account boolean)
volatile language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
begin
    perform pg_advisory_xact_lock(1869770, h) from (select distinct hashtext(id) as h from unnest(ids || payment_ids) as id order by h) as mine;
    return query
    select o.order_id, o.platform, o.shop_id, o.amount, o.currency::text, o.dealer_id is not null
      from unnest(ids) as k (id)
     cross join lateral (select * from orders o where o.order_id = k.id limit 2) as o;
end $$;

-- The payments of these orders, and those of these ids.
create or replace function known_payments(order_ids text[], payment_ids text[]) returns setof payment
stable language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
begin
    return query
    select p.* from unnest(order_ids) as k (id) cross join lateral (select * from payment p where p.order_id = k.id offset 0) as p
    union
    select p.* from unnest(payment_ids) as k (id) cross join lateral (select * from payment p where p.payment_id = k.id offset 0) as p;
end $$;

-- announced_of: places, from 1, of the payments that are announced now. told: of these, and of what went back of those announced
-- before, to payment.settled. posted_of: of those that the ERP is told of: that they came, or, by how much went back so far, that it did.
drop function if exists write_payments;
create function write_payments(
    id text[], provider text[], order_id text[], platform text[], shop_id text[], amount text[], currency text[], fee text[],
    refunded text[], status text[], provider_status text[], reference text[], transaction_id text[], waits_for text[],
    begun_at bigint[], settled_at bigint[], announced text[], on_account boolean[],
    announced_of int[], told_key text[], told_message bytea[],
    posted_of int[], posted_amount text[], posting_date text[], posting_document text[])
returns void language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
declare
    written int;
begin
    insert into payment as known (payment_id, provider, order_id, platform, shop_id, amount, currency, fee, refunded, status,
                                  provider_status, reference, transaction_id, waits_for, begun_at, settled_at, announced, on_account, announced_at)
    select i, p, o, pl, sh, a::numeric, c, f::numeric, r::numeric, s, ps, re, t, w, at_micros(b), at_micros(se), an::numeric, oa,
           case when n = any (announced_of) then now() end
      from unnest(id, provider, order_id, platform, shop_id, amount, currency, fee, refunded, status, provider_status, reference,
                  transaction_id, waits_for, begun_at, settled_at, announced, on_account)
           with ordinality as _ (i, p, o, pl, sh, a, c, f, r, s, ps, re, t, w, b, se, an, oa, n)
    on conflict (payment_id) do update
       set platform = excluded.platform, shop_id = excluded.shop_id, amount = excluded.amount, currency = excluded.currency,
           fee = excluded.fee, refunded = excluded.refunded, status = excluded.status, provider_status = excluded.provider_status,
           reference = excluded.reference, transaction_id = excluded.transaction_id, waits_for = excluded.waits_for,
           begun_at = excluded.begun_at, settled_at = excluded.settled_at, announced = excluded.announced,
           on_account = excluded.on_account, updated_at = now(),
           announced_at = coalesce(known.announced_at, excluded.announced_at)
     where known.order_id = excluded.order_id;
    get diagnostics written = row_count;
    if written <> cardinality(id) then
        -- Somebody wrote one of them past the locks, with another order: nothing is announced that is not kept, and the next try sees it.
        raise exception 'a payment of another order has come meanwhile' using errcode = 'serialization_failure';
    end if;

    insert into payment_outbox (key, message)
    select k, m from unnest(told_key, told_message) as _ (k, m);

    with posting as (
        insert into erp_posting (business_key, kind, platform, shop_id, order_id, payment_id, amount, currency, posting_date, document)
        select id[n] || case when n = any (announced_of) then ':PAYMENT' else ':REFUND:' || trim_scale(refunded[n]::numeric) end, 'INCOMING_PAYMENT',
               platform[n], shop_id[n], order_id[n], id[n], a::numeric, currency[n], d::date, doc::jsonb
          from unnest(posted_of, posted_amount, posting_date, posting_document) as _ (n, a, d, doc)
        on conflict (business_key) do nothing
        returning erp_posting.business_key, erp_posting.status
    )
    insert into erp_posting_step (business_key, status) select posting.business_key, posting.status from posting;
end $$;
