-- Orders, payments, postings and the bank's lines of a day held against each other (finance.reconciliation.ReconciliationRun):
-- first what there is to look at, then slice by slice of it, each one call and one transaction. A slice reads in a single
-- statement, so it sees one moment.

drop function if exists reconciliation_collect;
drop function if exists reconcile_orders;
drop function if exists reconcile_bank;

-- Notes what hangs on a day, from begins to ends, as source tells it: an order updated, a payment settled, refunded or taken back,
-- a posting, a line of the bank, an item of an earlier run. Called for a part of the day at a time, postings, items and lines once. Returns
-- how many ids were new.
create function reconciliation_collect(source text, day date, begins timestamptz, ends timestamptz) returns bigint language plpgsql
set enable_seqscan = off set work_mem = '64MB' as $$
declare
    collected bigint;
begin
    if source = 'orders' then
        insert into reconciliation_work (kind, id)
        select 'order', order_id from orders where updated_at >= begins and updated_at < ends on conflict do nothing;
    elsif source = 'payments' then
        insert into reconciliation_work (kind, id)
        select distinct 'order', order_id from payment p where settled_at >= begins and settled_at < ends
           and not exists (select from reconciliation_work where kind = 'order' and id = p.order_id)
        on conflict do nothing;
    elsif source = 'refunds' then
        insert into reconciliation_work (kind, id)
        select 'order', order_id from payment where refunded > 0 and updated_at >= begins and updated_at < ends on conflict do nothing;
    elsif source = 'postings' then
        insert into reconciliation_work (kind, id)
        select distinct 'order', order_id from erp_posting p where posting_date = day
           and not exists (select from reconciliation_work where kind = 'order' and id = p.order_id)
        on conflict do nothing;
    elsif source = 'items' then
        insert into reconciliation_work (kind, id)
        select 'order', order_id from reconciliation_item where date = day and state <> 'settled' and subject <> 'bank' on conflict do nothing;
    elsif source = 'bank' then
        insert into reconciliation_work (kind, id)
        select 'bank', line_id from bank_line l
         where booked_on = day and amount > 0
           and (reversal or direction = 'CREDIT' and not exists (select from bank_line where reverses = l.line_id))
        on conflict do nothing;
    else
        raise invalid_parameter_value using message = 'nothing is collected from ' || source;
    end if;
    get diagnostics collected = row_count;
    return collected;
end $$;

-- An amount as a person reads it.
create or replace function money_text(amount numeric, currency text) returns text immutable parallel safe language sql as $$
    select coalesce(trim_scale(amount)::text || ' ' || currency, 'an unknown amount')
$$;

-- Whether what was told of an order as a whole, or else of one of its lines, is among some statuses: such an order is rightly
-- invoiced in part, whatever its own status (docs/finance.md, What is posted). Dear, so asked of those alone that look wrong.
create or replace function line_means(platform text, shop_id text, order_id text, whole boolean, statuses text[]) returns boolean
stable cost 10000 language plpgsql set enable_seqscan = off as $$
begin
    return exists (select from order_line l
                    where l.order_id = line_means.order_id and l.shop_id = line_means.shop_id and l.platform = line_means.platform
                      and (l.line_id = '') = whole
                      and case when l.reverse_status is not null and (l.status_at is null or l.reverse_at >= l.status_at)
                               then l.reverse_status else l.status end = any (statuses));
end $$;

-- The next slice of orders after an id (null: the first), at most size of them. invoiced, reversed: the statuses that mean so
-- for the ERP. without_payment: platforms whose orders nobody pays one by one. tolerance, tolerance_share: what amounts may
-- differ by, the larger of the two. decimals: of each currency. owners: by class.
-- Returns the slice's last id, null where nothing was left, and how many records of the day it held.
-- Plans must not depend on how full the tables are (see R__store_orders.sql): a lateral subquery with an offset is run by index
-- for each id, in their order; what it finds is then joined by hashing, since there are thousands of each.
create function reconcile_orders(
    day date, begins timestamptz, ends timestamptz, after text, size int, invoiced text[], reversed text[], without_payment text[],
    tolerance numeric, tolerance_share numeric, decimals jsonb, owners jsonb,
    out last_id text, out orders bigint, out payments bigint, out postings bigint) language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off set enable_nestloop = off set jit = off
set work_mem = '64MB' as $$
#variable_conflict use_column
declare
    first_id text;
    classes constant text[] := '{AMOUNT_MISMATCH,CURRENCY_MISMATCH,DUPLICATE_PAYMENT,FEE_MISMATCH,IN_DOUBT,MISSING_ORDER,MISSING_PAYMENT,NOT_POSTED,REFUND_MISMATCH}';
begin
    select min(id), max(id) into first_id, last_id
      from (select id from reconciliation_work where kind = 'order' and id >= coalesce(after, '') and id is distinct from after order by id limit size) as slice;
    if last_id is null then
        return;
    end if;

    with sold as materialized (
        select o.*, o.platform || ':' || o.shop_id as name, count(*) over (partition by o.order_id) as namesakes,
               round(o.amount, coalesce((decimals ->> o.currency::text)::int, 4)) as total
          from reconciliation_work w
         cross join lateral (select order_id, platform, shop_id, status, amount, currency, dealer_id, updated_at
                               from orders where order_id = w.id offset 0) as o
         where w.kind = 'order' and w.id between first_id and last_id
    ),
    known as materialized (
        select class, order_id, payment_id, subject from reconciliation_item
         where date = day and class = any (classes) and order_id between first_id and last_id and state <> 'settled' and subject <> 'bank'
    ),
    told as materialized (
        select p.*, case when status in ('REFUNDED', 'REVERSED') and refunded = 0 then amount else refunded end as returned
          from reconciliation_work w
         cross join lateral (select payment_id, provider, order_id, platform, shop_id, amount, currency, fee, refunded, status,
                                    settled_at, announced_at, updated_at
                               from payment where order_id = w.id and status in ('CAPTURED', 'REFUNDING', 'REFUNDED', 'REVERSED') offset 0) as p
         where w.kind = 'order' and w.id between first_id and last_id
    ),
    -- Money that came in, each beside the order it names: the only one of that id, or that of its platform and shop.
    paid as materialized (
        select p.*, name, namesakes, s.total, s.amount as order_amount, s.currency as order_currency, s.dealer_id,
               p.settled_at >= begins and p.settled_at < ends as of_day,
               p.returned >= p.amount as given_back,
               -- As it came in, or as what stays of it.
               p.currency = s.currency and (least(abs(p.amount - s.total), abs(p.amount - p.returned - s.total)) <= greatest(tolerance, tolerance_share * s.total)
                                            or s.amount in (p.amount, p.amount - p.returned)) as agrees
          from (select * from told where status <> 'REVERSED') as p
          left join sold s on s.order_id = p.order_id and (s.namesakes = 1 or s.platform = p.platform and s.shop_id = p.shop_id)
    ),
    -- Orders whose money was there and was taken back on the day.
    undone as materialized (
        select s.order_id, s.name
          from told p join sold s on s.order_id = p.order_id and (s.namesakes = 1 or s.platform = p.platform and s.shop_id = p.shop_id)
         where p.status = 'REVERSED' and p.refunded > 0 and p.updated_at >= begins and p.updated_at < ends
    ),
    -- The first of an order's payments pays it: one that was not given back, that agrees, that was announced, that came first.
    turned as materialized (
        select *, row_number() over (partition by order_id, name order by given_back, agrees desc nulls last, announced_at is null,
                                     settled_at, payment_id) as turn
          from paid where name is not null
    ),
    posted as materialized (
        select q.*, name, s.currency as order_currency, s.total
          from (select q.* from reconciliation_work w
                 cross join lateral (select business_key, kind, order_id, platform, shop_id, payment_id, amount, currency, status,
                                            posting_date, created_at, reason
                                       from erp_posting where order_id = w.id offset 0) as q
                 where w.kind = 'order' and w.id between first_id and last_id) as q
          left join sold s on s.order_id = q.order_id and (s.namesakes = 1 or s.platform = q.platform and s.shop_id = q.shop_id)
    ),
    charged as materialized (
        select b.payment_id, sum(b.charges) as charges
          from reconciliation_work w
         cross join lateral (select payment_id, charges from bank_line
                              where order_id = w.id and payment_id is not null and charges is not null and direction = 'CREDIT' and not reversal offset 0) as b
         where w.kind = 'order' and w.id between first_id and last_id
         group by b.payment_id
    ),
    booked as materialized (
        select order_id, name,
               count(*) filter (where kind = 'CUSTOMER_INVOICE') as invoices,
               coalesce(sum(amount) filter (where kind = 'CUSTOMER_INVOICE' and currency = order_currency), 0) as sales,
               coalesce(sum(amount) filter (where kind = 'CREDIT_MEMO' and currency = order_currency), 0) as credits,
               coalesce(sum(amount) filter (where kind = 'PLATFORM_FEE' and currency = order_currency), 0) as fees,
               min(created_at) filter (where kind = 'CUSTOMER_INVOICE') as invoiced_at,
               bool_or(kind <> 'INCOMING_PAYMENT' and posting_date = day and created_at >= ends) as posted_late
          from posted where name is not null group by order_id, name
    ),
    received as materialized (
        select order_id, name, count(*) as payments, sum(amount) as amount, sum(returned) as returned, sum(amount) filter (where not given_back) as standing,
               bool_and(currency = order_currency) as same_currency,
               bool_or(refunded > 0 and updated_at >= begins and updated_at < ends) as refunded_today
          from paid where name is not null group by order_id, name
    ),
    judged as materialized (
        select s.*, coalesce(b.invoices, 0) as invoices, coalesce(b.sales, 0) as sales, coalesce(b.credits, 0) as credits,
               coalesce(b.fees, 0) as fees, coalesce(b.sales, 0) - coalesce(b.credits, 0) as net,
               coalesce(r.payments, 0) as payments, r.amount as received, r.returned, r.same_currency,
               s.updated_at >= begins and s.updated_at < ends as of_day,
               s.updated_at >= begins and s.updated_at < ends or coalesce(r.refunded_today, false)
                   -- Told after the day was over: the later day that its last change is of may have been run by then too.
                   or coalesce(b.posted_late, false)
                   or (s.order_id, s.name) in (select order_id, name from undone)
                   or (s.order_id, s.name) in (select order_id, subject from known) as looked_at,
               s.status = any (invoiced) as is_sold, s.status = any (reversed) as is_reversed,
               least(b.invoiced_at, s.updated_at) as sold_at,
               -- Several payments that are the right sum together are no fault.
               r.payments > 1 and r.same_currency
                   and least(abs(r.standing - s.total), abs(r.amount - r.returned - s.total), abs(r.amount - r.returned - (s.total - coalesce(b.credits, 0))))
                       <= greatest(tolerance, tolerance_share * s.total) as paid_in_parts
          from sold s
          left join booked b on b.order_id = s.order_id and b.name = s.name
          left join received r on r.order_id = s.order_id and r.name = s.name
    ),
    payment_judged as materialized (
        select p.*, j.paid_in_parts, j.fees,
               -- The fee that is posted is the whole order's, whoever kept which part of it; where one did not tell theirs nothing can be said of it.
               case when not coalesce(j.paid_in_parts, false) then coalesce(p.fee, c.charges)
                    when count(coalesce(p.fee, c.charges)) filter (where not p.given_back) over (partition by p.order_id, p.name)
                         = count(*) filter (where not p.given_back) over (partition by p.order_id, p.name)
                    then sum(coalesce(p.fee, c.charges)) filter (where not p.given_back) over (partition by p.order_id, p.name) end as told_fee,
               p.of_day or p.payment_id in (select payment_id from known) as looked_at
          from turned p
          join judged j on j.order_id = p.order_id and j.name = p.name
          left join charged c on c.payment_id = p.payment_id
    ),
    incoming as materialized (
        select order_id, payment_id, min(business_key) as business_key, sum(amount) as amount, min(currency) as currency, max(currency) as another
          from posted where kind = 'INCOMING_PAYMENT' group by order_id, payment_id
    ),
    differing (class, order_id, payment_id, subject, expected, actual, currency, reason, since) as materialized (
        -- The order
        select 'MISSING_PAYMENT', order_id, '', name, case when invoices > 0 then net else total end, null::numeric, currency,
               format('The order is %s%s; no captured payment names it.', coalesce(status, 'without a status'),
                      case when invoices > 0 then ' and invoiced over ' || money_text(sales, currency) else '' end), sold_at
          from judged
         where looked_at and payments = 0 and platform <> all (without_payment)
           -- A dealer owes it on the account.
           and dealer_id is null
           and case when invoices > 0 then net <> 0 else is_sold and total > 0 end
        union all
        select 'NOT_POSTED', order_id, '', name, total, null, currency,
               case when total is null then format('The order is %s and has no amount, so it has no invoice.', status)
                    else format('The order is %s and has no invoice.', status) end, sold_at
          from judged
         where looked_at and is_sold and invoices = 0 and (total is null or total > 0)
        union all
        select 'NOT_POSTED', order_id, '', name, 0, net, currency,
               format('The order is %s and is still invoiced over %s: a credit memo is missing.', status, money_text(net, currency)), sold_at
          from judged
         where looked_at and is_reversed and net <> 0 and not (net > 0 and line_means(platform, shop_id, order_id, true, invoiced))
        union all
        select 'AMOUNT_MISMATCH', order_id, '', name, total, sales, currency,
               format('Invoiced over %s; the order is over %s.', money_text(sales, currency), money_text(total, currency)), sold_at
          from judged
         where looked_at and not coalesce(is_reversed, false) and invoices > 0 and sales > 0 and credits = 0
           and abs(sales - total) > greatest(tolerance, tolerance_share * total) and sales <> amount
           and not (sales < total and line_means(platform, shop_id, order_id, false, reversed))
        union all
        select 'REFUND_MISMATCH', order_id, '', name, credits, returned, currency,
               format('Credit memos are over %s; %s was paid back.', money_text(credits, currency), money_text(returned, currency)), sold_at
          from judged
         where looked_at and payments > 0 and same_currency and credits <> returned and received - returned <> net
        union all
        -- Of amounts alone nobody can tell whether a line that was taken off is in the order's amount still: what was paid tells.
        select 'REFUND_MISMATCH', order_id, '', name, net, received - returned, currency,
               format('Without what was taken off it is invoiced over %s; of what was paid %s stays.', money_text(net, currency),
                      money_text(received - returned, currency)), sold_at
          from judged
         where looked_at and invoices > 0 and payments > 0 and same_currency and credits = returned
           and least(abs(received - total), abs(received - returned - total)) <= greatest(tolerance, tolerance_share * total)
           and abs(received - returned - net) > greatest(tolerance, tolerance_share * net)
           and line_means(platform, shop_id, order_id, false, reversed)
        -- A payment whose order is not there
        union all
        select 'MISSING_ORDER', p.order_id, p.payment_id, coalesce(p.name, ''), null, p.amount, p.currency,
               format('%s took %s for an order %s.', p.provider, money_text(p.amount, p.currency),
                      case when p.name is not null then 'whose amount is not known'
                           when p.order_id in (select order_id from sold) then 'of an id that several have'
                           else 'that is not there' end), p.settled_at
          from paid p
         where (of_day or payment_id in (select payment_id from known)) and (name is null or order_amount is null) and not given_back
        -- A payment and its order
        union all
        select 'CURRENCY_MISMATCH', order_id, payment_id, name, total, amount, order_currency,
               format('Paid %s; the order is over %s.', money_text(amount, currency), money_text(total, order_currency)), settled_at
          from payment_judged
         where looked_at and turn = 1 and not given_back and currency <> order_currency
        union all
        select 'AMOUNT_MISMATCH', order_id, payment_id, name, total, amount - returned, currency,
               format('Paid %s%s; the order is over %s.', money_text(amount, currency),
                      case when returned > 0 then format(', of which %s went back', money_text(returned, currency)) else '' end,
                      money_text(total, order_currency)), settled_at
          from payment_judged
         where looked_at and turn = 1 and not given_back and currency = order_currency and not agrees and not coalesce(paid_in_parts, false)
        union all
        select 'DUPLICATE_PAYMENT', order_id, payment_id, name, 0, amount - returned, currency,
               format('Another payment has paid the order already; %s is to go back.', money_text(amount - returned, currency)), settled_at
          from payment_judged
         where looked_at and turn > 1 and not given_back and order_amount is not null and not coalesce(paid_in_parts, false)
        union all
        select 'FEE_MISMATCH', order_id, payment_id, name, fees, told_fee, currency,
               format(case when paid_in_parts then 'Of the parts that pay the order fees of %2$s were kept together; posted is %3$s.'
                           else '%1$s kept a fee of %2$s; posted is %3$s.' end, provider, money_text(told_fee, currency), money_text(fees, currency)), settled_at
          from payment_judged
         where looked_at and turn = 1 and not given_back and currency = order_currency and told_fee is not null
           and abs(told_fee - fees) > greatest(tolerance, tolerance_share * abs(fees))
        union all
        select 'NOT_POSTED', p.order_id, p.payment_id, p.name, p.amount, null, p.currency,
               case when p.turn > 1 or not p.agrees
                    then 'The payment pays a part of its order and has no posting; parts are posted once they are its exact amount together.'
                    when p.total in (p.amount, p.amount - p.returned) or p.order_amount in (p.amount, p.amount - p.returned)
                    then 'The payment agrees with its order and has no posting.'
                    -- Within the tolerance it is no mismatch, but it is announced and posted by the exact amount alone.
                    else format('The payment waits for AMOUNT: paid %s, the order is over %s, which is within the tolerance; it is not posted.',
                                money_text(p.amount, p.currency), money_text(p.total, p.order_currency)) end, p.settled_at
          from payment_judged p
         where p.looked_at and (p.turn = 1 and p.agrees or p.paid_in_parts) and not p.given_back
           and (p.order_id, p.payment_id) not in (select order_id, payment_id from incoming where payment_id is not null)
           and p.order_id not in (select order_id from incoming where payment_id is null)
        -- A posting and what it is of
        union all
        select case when q.status = 'IN_DOUBT' then 'IN_DOUBT' else 'NOT_POSTED' end, q.order_id, coalesce(q.payment_id, ''), q.business_key,
               q.amount, null, q.currency,
               case q.status when 'IN_DOUBT' then 'Nobody knows whether the ERP has booked it; it is being asked.'
                             when 'CREATED' then 'The posting waits to be sent.'
                             when 'SENT' then 'The posting is on its way.'
                             when 'HELD' then 'The posting is held' || coalesce(': ' || q.reason, '.')
                             else 'The ERP refused the posting' || coalesce(': ' || q.reason, '.') end, q.created_at
          from posted q
         where q.status <> 'CONFIRMED'
           and (q.posting_date = day
                or q.business_key in (select subject from known)
                or q.kind <> 'INCOMING_PAYMENT' and (q.order_id, q.name) in (select order_id, name from judged where looked_at)
                or q.kind = 'INCOMING_PAYMENT' and q.order_id in (select order_id from paid where of_day and (q.payment_id is null or payment_id = q.payment_id)))
        union all
        select 'CURRENCY_MISMATCH', order_id, coalesce(payment_id, ''), business_key, total, amount, order_currency,
               format('Posted %s; the order is over %s.', money_text(amount, currency), money_text(total, order_currency)), created_at
          from (select *, sum(case kind when 'CREDIT_MEMO' then -amount else amount end)
                              over (partition by order_id, name, currency, kind = 'PLATFORM_FEE') as left_over
                  from posted where kind <> 'INCOMING_PAYMENT' and currency <> order_currency) as q
         -- What was taken back in full after a change of currency is no fault.
         where left_over <> 0 and (order_id, name) in (select order_id, name from judged where looked_at)
        union all
        -- What was posted of a payment as it came and as it went back, and what stays of it
        select case when q.currency = p.currency and q.another = p.currency then 'AMOUNT_MISMATCH' else 'CURRENCY_MISMATCH' end,
               p.order_id, p.payment_id, q.business_key, p.amount - p.returned, q.amount, p.currency,
               format(case when p.returned = 0 then 'Posted %1$s; paid was %2$s.' else 'Posted %1$s; of the payment over %2$s %3$s stays.' end,
                      money_text(q.amount, q.currency), money_text(p.amount, p.currency), money_text(p.amount - p.returned, p.currency)), p.settled_at
          from told p
          join incoming q on q.order_id = p.order_id and q.payment_id = p.payment_id
         where (p.settled_at >= begins and p.settled_at < ends or p.refunded > 0 and p.updated_at >= begins and p.updated_at < ends
                or p.payment_id in (select payment_id from known))
           and (q.currency <> p.currency or q.another <> p.currency or q.amount <> p.amount - p.returned)
    ),
    -- What an earlier day's report tells already, as open or as this very difference explained, is that day's alone.
    told_before as materialized (
        select class, order_id, payment_id, subject, state, expected, actual, currency from reconciliation_item
         where order_id between first_id and last_id and state <> 'settled' and date < day and subject <> 'bank'
    ),
    found as materialized (
        select *
          from differing f
         where not exists (select from told_before b
                            where (b.class, b.order_id, b.payment_id, b.subject) = (f.class, f.order_id, f.payment_id, f.subject)
                              and (b.state = 'open' or (b.expected, b.actual, b.currency) is not distinct from (f.expected, f.actual, f.currency)))
    ),
    writing as (
        insert into reconciliation_item as item (date, class, order_id, payment_id, subject, expected, actual, currency, reason, owner, since)
        select distinct on (class, order_id, payment_id, subject)
               day, class, order_id, payment_id, subject, expected, actual, currency, reason, owners ->> class, coalesce(since, begins)
          from found
         order by class, order_id, payment_id, subject, reason
        on conflict (date, class, order_id, payment_id, subject) do update
           set expected = excluded.expected, actual = excluded.actual, currency = excluded.currency, reason = excluded.reason,
               owner = excluded.owner, since = least(item.since, excluded.since),
               -- What a person explained stays so as long as it is that very difference.
               state = case when item.state = 'explained'
                                 and (item.expected, item.actual, item.currency) is not distinct from (excluded.expected, excluded.actual, excluded.currency)
                            then 'explained' else 'open' end
    ),
    settling as (
        update reconciliation_item item set state = 'settled'
          from known k
         where item.date = day and item.class = k.class and item.order_id = k.order_id and item.payment_id = k.payment_id and item.subject = k.subject
           and (k.class, k.order_id, k.payment_id, k.subject) not in (select class, order_id, payment_id, subject from found)
    )
    select (select count(*) from sold where updated_at >= begins and updated_at < ends), (select count(*) from paid where of_day),
           (select count(*) from posted where posting_date = day)
      into orders, payments, postings;
end $$;

-- The same of the bank's lines: what was credited, against the payment it is, and what was taken back, against the payment that
-- the line taken back was. lines: how many there were.
create function reconcile_bank(day date, begins timestamptz, after text, size int, tolerance numeric, tolerance_share numeric, owners jsonb,
                               out last_id text, out lines bigint) language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off set enable_nestloop = off set jit = off as $$
#variable_conflict use_column
declare
    first_id text;
begin
    select min(id), max(id) into first_id, last_id
      from (select id from reconciliation_work where kind = 'bank' and id >= coalesce(after, '') and id is distinct from after order by id limit size) as slice;
    if last_id is null then
        -- What was taken back since an earlier run is no longer among the lines to look at.
        update reconciliation_item set state = 'settled'
         where date = day and subject = 'bank' and state <> 'settled'
           and payment_id not in (select id from reconciliation_work where kind = 'bank');
        return;
    end if;

    with line as materialized (
        select b.line_id, b.direction, b.reversal, b.reverses, b.amount, b.currency, coalesce(b.charges, 0) as charges,
               coalesce(b.order_id, o.order_id) as order_id, coalesce(b.payment_id, o.payment_id) as payment_id
          from reconciliation_work w
         cross join lateral (select * from bank_line where line_id = w.id offset 0) as b
          left join lateral (select order_id, payment_id from bank_line where line_id = b.reverses offset 0) as o on true
         where w.kind = 'bank' and w.id between first_id and last_id
    ),
    -- A line that is no payment but names an order is held against the only captured payment of it that is no other line.
    named as materialized (
        select l.line_id, min(p.payment_id) as payment_id
          from line l
         cross join lateral (select payment_id from payment
                              where order_id = l.order_id and status in ('CAPTURED', 'REFUNDING', 'REFUNDED')
                                and not exists (select from bank_line o where o.payment_id = payment.payment_id
                                                   and not exists (select from bank_line r where r.reverses = o.line_id)) offset 0) as p
         where l.payment_id is null
         group by l.line_id having count(*) = 1
    ),
    compared as materialized (
        select l.*, p.payment_id as paid_by, p.amount as paid, p.currency as paid_currency, p.left_over
          from (select line.*, coalesce(line.payment_id, named.payment_id) as compared_with from line left join named on named.line_id = line.line_id) as l
          left join lateral (select payment_id, amount, currency,
                                    -- What stands although its line was taken back, unless it has another.
                                    case when l.reversal and status in ('CAPTURED', 'REFUNDING')
                                              and not exists (select from bank_line o where o.payment_id = payment.payment_id
                                                                 and not exists (select from bank_line r where r.reverses = o.line_id))
                                         then amount - refunded end as left_over
                               from payment where payment_id = l.compared_with offset 0) as p on true
    ),
    found (class, order_id, payment_id, expected, actual, currency, reason) as materialized (
        select 'MISSING_ORDER', coalesce(order_id, ''), line_id, null::numeric, amount, currency,
               format('The bank credited %s; no payment is known for it.', money_text(amount, currency))
          from compared where paid_by is null and not reversal
        union all
        select 'CURRENCY_MISMATCH', coalesce(order_id, ''), line_id, paid, amount, paid_currency,
               format('The bank credited %s; the payment is over %s.', money_text(amount, currency), money_text(paid, paid_currency))
          from compared where currency <> paid_currency and not reversal
        union all
        select 'AMOUNT_MISMATCH', coalesce(order_id, ''), line_id, paid, amount, currency,
               format('The bank credited %s; the payment is over %s.', money_text(amount, currency), money_text(paid, paid_currency))
          from compared
         where currency = paid_currency and not reversal
           and least(abs(amount - paid), abs(amount + charges - paid)) > greatest(tolerance, tolerance_share * paid)
        union all
        select 'AMOUNT_MISMATCH', coalesce(order_id, ''), line_id, left_over, 0, paid_currency,
               format('The bank took back what it had credited; the payment over %s stands.', money_text(left_over, paid_currency))
          from compared where reversal and left_over <> 0
        union all
        select 'MISSING_ORDER', '', line_id, null, case direction when 'DEBIT' then -amount else amount end, currency,
               format('The bank %s %s; no line is known that it takes back.',
                      case direction when 'DEBIT' then 'took back' else 'gave back' end, money_text(amount, currency))
          from compared where reversal and reverses is null
    ),
    writing as (
        insert into reconciliation_item as item (date, class, order_id, payment_id, subject, expected, actual, currency, reason, owner, since)
        select day, class, order_id, payment_id, 'bank', expected, actual, currency, reason, owners ->> class, begins
          from found
        on conflict (date, class, order_id, payment_id, subject) do update
           set expected = excluded.expected, actual = excluded.actual, currency = excluded.currency, reason = excluded.reason, owner = excluded.owner,
               state = case when item.state = 'explained'
                                 and (item.expected, item.actual, item.currency) is not distinct from (excluded.expected, excluded.actual, excluded.currency)
                            then 'explained' else 'open' end
    ),
    settling as (
        update reconciliation_item item set state = 'settled'
         where item.date = day and item.subject = 'bank' and item.state <> 'settled' and item.payment_id between first_id and last_id
           and (item.class, item.order_id, item.payment_id) not in (select class, order_id, payment_id from found)
    )
    select count(*) from line into lines;
end $$;
