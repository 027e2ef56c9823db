-- What credit.LedgerPage and credit.CreditLedger send. Arrays are columns, an element a row. Times are microseconds since
-- 1970-01-01T00:00:00Z, the greatest of them for good. A lookup that is lateral and has an offset, or locks, is run once for
-- each row, by index, whatever the plan was made for.

-- create or replace would let a version with other parameters stand beside this one.
drop function if exists credit_accounts;
drop function if exists credit_orders;
drop function if exists credit_write;
drop function if exists credit_invoice;
drop function if exists credit_allocate;
drop function if exists credit_pay;
drop function if exists credit_unpay;
drop function if exists credit_take_back;
drop view if exists credit_broken;

-- The accounts of some dealers, of the dealers of some orders, and of all above them: locked, in order of their ids, until
-- the transaction ends. A dealer that is not there cannot be made meanwhile.
create function credit_accounts(ids text[], order_platform text[], order_shop text[], order_order text[], limit_ms int)
returns setof dealer language plpgsql as $$
declare
    asked  text[];
    wanted text[];
begin
    perform set_config('lock_timeout', limit_ms::text, true);
    select array_agg(distinct id) into asked from (
        select unnest(ids) as id
        union all
        select o.customer_id from unnest(order_platform, order_shop, order_order) as k (platform, shop_id, order_id)
         cross join lateral (select customer_id from credit_order o
                              where o.order_id = k.order_id and o.shop_id = k.shop_id and o.platform = k.platform offset 0) as o) as _ where id is not null;
    if (select count(*) from dealer where customer_id = any (asked)) < cardinality(asked) then
        perform pg_advisory_xact_lock_shared(1869768, 0);
    end if;
    select array_agg(distinct member) into wanted from dealer cross join unnest(pool) as member where customer_id = any (asked);
    return query select * from dealer where customer_id = any (wanted) order by customer_id for update;
end $$;

-- Some orders on account, locked in order of their keys. To be called after credit_accounts.
create function credit_orders(order_platform text[], order_shop text[], order_order text[])
returns setof credit_order language sql as $$
    select o.*
      from (select * from unnest(order_platform, order_shop, order_order) as _ (platform, shop_id, order_id) order by order_id, shop_id, platform) as k
     cross join lateral (select * from credit_order o
                          where o.order_id = k.order_id and o.shop_id = k.shop_id and o.platform = k.platform for update) as o
$$;

-- A payment pays so much less of an invoice than it did.
create function credit_unpay(paid payment_allocation, part numeric) returns void language plpgsql as $$
begin
    if part = paid.amount then
        delete from payment_allocation a where (a.order_id, a.shop_id, a.platform, a.payment_id) = (paid.order_id, paid.shop_id, paid.platform, paid.payment_id);
    else
        update payment_allocation a set amount = a.amount - part
         where (a.order_id, a.shop_id, a.platform, a.payment_id) = (paid.order_id, paid.shop_id, paid.platform, paid.payment_id);
    end if;
end $$;

-- What an order that has an invoice is owed for from now on; one that has none is passed over. What was paid of it and is
-- owed no longer goes back to the payments, the last first. It is due when it was, unless it is of another day or dealer now: the
-- dealer's terms may be others by the time that something of it comes back.
create function credit_invoice(of_platform text, of_shop text, of_order text, of_customer text, total numeric, issued date, due date)
returns void language plpgsql as $$
declare
    known invoice;
    still numeric;
    paid  payment_allocation;
    part  numeric;
begin
    select * into known from invoice i where i.order_id = of_order and i.shop_id = of_shop and i.platform = of_platform for update;
    if known.order_id is null then
        return;
    end if;
    still := known.open + total - known.amount;
    for paid in select a.* from payment_allocation a join dealer_payment p using (payment_id)
                 where a.order_id = of_order and a.shop_id = of_shop and a.platform = of_platform
                 order by p.settled_at desc, p.payment_id desc loop
        exit when still >= 0;
        part := least(-still, paid.amount);
        update dealer_payment p set unallocated = p.unallocated + part where p.payment_id = paid.payment_id;
        perform credit_unpay(paid, part);
        still := still + part;
    end loop;
    update invoice i set customer_id = of_customer, amount = total, open = still, issued_on = issued,
           due_on = case when known.issued_on = issued and known.customer_id = of_customer then known.due_on else due end
     where i.order_id = of_order and i.shop_id = of_shop and i.platform = of_platform;
end $$;

-- Pays of an invoice what is open, or less if the payment has less left. Returns how much.
create function credit_pay(of_payment text, owed invoice, remaining numeric) returns numeric language plpgsql as $$
declare
    part numeric := least(remaining, owed.open);
begin
    update invoice i set open = i.open - part
     where i.order_id = owed.order_id and i.shop_id = owed.shop_id and i.platform = owed.platform;
    insert into payment_allocation as a (payment_id, platform, shop_id, order_id, amount)
    values (of_payment, owed.platform, owed.shop_id, owed.order_id, part)
    on conflict (order_id, shop_id, platform, payment_id) do update set amount = a.amount + excluded.amount;
    return part;
end $$;

-- What went back of some payments in all, as it was told and in the dealer's currency. It is taken from what no invoice has taken,
-- then from the invoices it paid, the one that is due last first and that of the order it names at the end: the other way round
-- than credit_allocate pays them. They are open again, and due when they were.
create function credit_take_back(payments text[], told text[], in_all text[]) returns void language plpgsql as $$
declare
    payment record;
    paid    payment_allocation;
    part    numeric;
    rest    numeric;
begin
    for payment in select p.payment_id, p.order_id, p.unallocated, p.returned, t::numeric as refund, a::numeric as total
                     from unnest(payments, told, in_all) as _ (id, t, a) join dealer_payment p on p.payment_id = id order by id loop
        rest := payment.total - payment.returned;
        part := least(rest, payment.unallocated);
        update dealer_payment p set refunded = payment.refund, returned = payment.total, unallocated = p.unallocated - part
         where p.payment_id = payment.payment_id;
        rest := rest - part;
        for paid in select a.* from payment_allocation a join invoice i using (order_id, shop_id, platform) where a.payment_id = payment.payment_id
                     order by a.order_id is not distinct from payment.order_id, i.due_on desc, a.order_id desc, a.shop_id desc, a.platform desc loop
            exit when rest = 0;
            part := least(rest, paid.amount);
            update invoice i set open = i.open + part
             where i.order_id = paid.order_id and i.shop_id = paid.shop_id and i.platform = paid.platform;
            perform credit_unpay(paid, part);
            rest := rest - part;
        end loop;
    end loop;
end $$;

-- Pays the open invoices of some dealers from what they have paid and no invoice has taken: the oldest payment first, the
-- invoice it names, then the one that is due first. A payment waits for the invoice of the order it names while that order
-- is on its way. Then lifts the lock of those that have no invoice overdue any more.
create function credit_allocate(customers text[], today date) returns void language plpgsql as $$
declare
    roots   text[];
    payment dealer_payment;
    owed    invoice;
    rest    numeric;
begin
    for payment in select p.* from dealer_payment p where p.customer_id = any (customers) and p.unallocated > 0
                      and not exists (select from credit_order o where o.order_id = p.order_id and o.customer_id = p.customer_id
                                         and o.invoiced = 0 and (o.held > 0 or o.locked))
                      and exists (select from invoice i where i.customer_id = p.customer_id and i.open > 0)
                    order by p.settled_at, p.payment_id loop
        rest := payment.unallocated;
        for owed in select i.* from invoice i where i.order_id = payment.order_id and i.customer_id = payment.customer_id and i.open > 0
                     order by i.shop_id, i.platform loop
            exit when rest = 0;
            rest := rest - credit_pay(payment.payment_id, owed, rest);
        end loop;
        -- In the order of the index invoice_open: of a dealer's many invoices only those are read that are paid.
        for owed in select i.* from invoice i where i.customer_id = payment.customer_id and i.open > 0 and rest > 0
                     order by i.due_on, i.order_id, i.shop_id, i.platform loop
            exit when rest = 0;
            rest := rest - credit_pay(payment.payment_id, owed, rest);
        end loop;
        update dealer_payment p set unallocated = rest where p.payment_id = payment.payment_id and p.unallocated <> rest;
    end loop;

    with paid as (
        update dealer d set overdue_since = null, version = version + 1, updated_at = now()
          from (select customer_id, overdue_since from dealer where customer_id = any (customers) and overdue_since is not null) as before
         where d.customer_id = before.customer_id
           and not exists (select from invoice i where i.customer_id = d.customer_id and i.open > 0 and i.due_on + d.grace_days < today)
        returning d.customer_id, d.pool, before.overdue_since
    ), audited as (
        insert into credit_audit (actor, action, customer_id, reason, before, after)
        select 'flow', 'DEALER_UNLOCKED', customer_id, 'no invoice is overdue any more',
               jsonb_build_object('overdue_since', overdue_since), jsonb_build_object('overdue_since', null) from paid
    ), told as (
        insert into credit_changed (customer_id) select customer_id from paid
    )
    select array_agg(pool[array_length(pool, 1)]) into roots from paid;
    update dealer set release_due = true where customer_id = any (roots) and locked_orders > 0;
end $$;

-- What a transaction changed of the accounts, orders and invoices that it holds. account_locked: how many orders more of its
-- pool wait; account_room: whether some of them may fit now. order_new: how many of the orders were not known.
-- SQLSTATE 40001: another transaction came first with one of those; nothing is written.
create function credit_write(
    move_customer text[], move_kind text[], move_held text[], move_outstanding text[], move_platform text[], move_shop text[],
    move_order text[], move_payment text[], move_reason text[],
    account_customer text[], account_outstanding text[], account_held text[], account_pool_outstanding text[],
    account_pool_held text[], account_locked int[], account_room boolean[],
    order_platform text[], order_shop text[], order_order text[], order_customer text[], order_dealer_at bigint[],
    order_told_amount text[], order_told_currency text[], order_amount_at bigint[], order_lines text[], order_ordered_at bigint[],
    order_effect text[], order_committed_at bigint[], order_amount text[], order_held text[], order_invoiced text[],
    order_reason text[], order_locked_at bigint[], order_override_until bigint[], order_credit text[], order_version int[], order_new int,
    invoice_platform text[], invoice_shop text[], invoice_order text[], invoice_customer text[], invoice_amount text[],
    invoice_issued text[], invoice_due text[],
    audit_actor text[], audit_action text[], audit_customer text[], audit_platform text[], audit_shop text[], audit_order text[],
    audit_reason text[], audit_before text[], audit_after text[],
    outbox_key text[], outbox_message bytea[])
returns void language plpgsql as $$
declare
    made int;
begin
    insert into credit_ledger (customer_id, kind, held, outstanding, platform, shop_id, order_id, payment_id, reason)
    select c, k, h::numeric, o::numeric, p, s, r, y, w
      from unnest(move_customer, move_kind, move_held, move_outstanding, move_platform, move_shop, move_order, move_payment, move_reason)
           as _ (c, k, h, o, p, s, r, y, w);

    update dealer d
       set outstanding = o::numeric, held = h::numeric, pool_outstanding = po::numeric, pool_held = ph::numeric,
           locked_orders = locked_orders + l, release_due = release_due or r and locked_orders + l > 0,
           version = version + 1, updated_at = now()
      from unnest(account_customer, account_outstanding, account_held, account_pool_outstanding, account_pool_held, account_locked, account_room)
           as _ (c, o, h, po, ph, l, r)
     where d.customer_id = c;
    insert into credit_changed (customer_id) select unnest(account_customer);

    with written as (
    insert into credit_order as known (platform, shop_id, order_id, customer_id, dealer_at, told_amount, told_currency, amount_at, lines,
           ordered_at, effect, committed_at, amount, held, invoiced, locked, reason, locked_at, override_until, credit, version)
    select p, s, o, c, at_micros(d), ta::numeric, tc, at_micros(aa), li, at_micros(oa), e, at_micros(ca), a::numeric, h::numeric,
           i::numeric, r is not null, r, at_micros(la),
           case when ou = 9223372036854775807 then 'infinity' else at_micros(ou) end, cr::json, v
      from unnest(order_platform, order_shop, order_order, order_customer, order_dealer_at, order_told_amount, order_told_currency,
                  order_amount_at, order_lines, order_ordered_at, order_effect, order_committed_at, order_amount, order_held,
                  order_invoiced, order_reason, order_locked_at, order_override_until, order_credit, order_version)
           as _ (p, s, o, c, d, ta, tc, aa, li, oa, e, ca, a, h, i, r, la, ou, cr, v)
     order by o, s, p
    on conflict (order_id, shop_id, platform) do update
       set customer_id = excluded.customer_id, dealer_at = excluded.dealer_at, told_amount = excluded.told_amount,
           told_currency = excluded.told_currency, amount_at = excluded.amount_at, lines = excluded.lines,
           ordered_at = excluded.ordered_at, effect = excluded.effect, committed_at = excluded.committed_at, amount = excluded.amount,
           held = excluded.held, invoiced = excluded.invoiced, locked = excluded.locked, reason = excluded.reason,
           locked_at = excluded.locked_at, override_until = excluded.override_until, credit = excluded.credit,
           version = excluded.version, updated_at = now()
    returning xmax = 0 as is_new   -- a row that was there has been locked first, which its xmax tells
    )
    select count(*) filter (where is_new) into made from written;
    if made < order_new then
        raise exception 'an order was told of elsewhere at the same time' using errcode = 'serialization_failure';
    end if;

    perform credit_invoice(p, s, o, c, a::numeric, i::date, d::date)
       from unnest(invoice_platform, invoice_shop, invoice_order, invoice_customer, invoice_amount, invoice_issued, invoice_due)
            as _ (p, s, o, c, a, i, d);
    insert into invoice (platform, shop_id, order_id, customer_id, amount, open, issued_on, due_on)
    select p, s, o, c, a::numeric, a::numeric, i::date, d::date
      from unnest(invoice_platform, invoice_shop, invoice_order, invoice_customer, invoice_amount, invoice_issued, invoice_due)
           as _ (p, s, o, c, a, i, d)
    on conflict do nothing;

    insert into credit_audit (actor, action, customer_id, platform, shop_id, order_id, reason, before, after)
    select a, w, c, p, s, o, r, b::jsonb, n::jsonb
      from unnest(audit_actor, audit_action, audit_customer, audit_platform, audit_shop, audit_order, audit_reason, audit_before, audit_after)
           as _ (a, w, c, p, s, o, r, b, n);

    insert into credit_outbox (key, message) select unnest(outbox_key), unnest(outbox_message);
end $$;

-- What breaks the promises of the ledger, a row each; there is to be none, at any moment.
create view credit_broken as
-- What each account says beside what its movements, orders, invoices and payments add up to: summed in one pass, no joins.
with account as (
    select customer_id, sum(held) as held, sum(ledger_held) as ledger_held, sum(orders_held) as orders_held,
           sum(outstanding) as outstanding, sum(ledger_outstanding) as ledger_outstanding, sum(owed) as owed
      from (select customer_id, held, 0 as ledger_held, 0 as orders_held, outstanding, 0 as ledger_outstanding, 0 as owed from dealer
            union all select customer_id, 0, held, 0, 0, outstanding, 0 from credit_ledger
            union all select customer_id, 0, 0, held, 0, 0, 0 from credit_order where held <> 0
            union all select customer_id, 0, 0, 0, 0, 0, open from invoice where open <> 0
            union all select customer_id, 0, 0, 0, 0, 0, -unallocated from dealer_payment where unallocated > 0) as parts
     group by customer_id
), pool as (
    select customer_id, sum(pool_held) as held, sum(dealers_held) as dealers_held, sum(pool_outstanding) as outstanding,
           sum(dealers_outstanding) as dealers_outstanding
      from (select customer_id, pool_held, 0 as dealers_held, pool_outstanding, 0 as dealers_outstanding from dealer
            union all select unnest(pool), 0, held, 0, outstanding from dealer) as parts
     group by customer_id
), waiting as (
    select root, sum(locked_orders) as counted, sum(waiting) as waiting
      from (select customer_id as root, locked_orders, 0 as waiting from dealer where parent is null
            union all select d.pool[array_length(d.pool, 1)], 0, count(*) from credit_order o join dealer d using (customer_id)
             where o.locked group by 1) as parts
     group by root
)
select customer_id as of, 'held is not the sum of the ledger' as what from account where held <> ledger_held
union all select customer_id, 'outstanding is not the sum of the ledger' from account where outstanding <> ledger_outstanding
union all select customer_id, 'held is not the sum of its orders' from account where held <> orders_held
union all select customer_id, 'outstanding is not what its invoices leave open, less what was paid ahead' from account where outstanding <> owed
union all select customer_id, 'the sums of the pool are not those of its dealers' from pool
           where held <> dealers_held or outstanding <> dealers_outstanding
union all select root, 'locked_orders is not the number of orders that wait' from waiting where counted <> waiting
union all select payment_id, 'the payment is not what it paid, what went back and what is left of it' from dealer_payment p
           where credited <> returned + unallocated + coalesce((select sum(a.amount) from payment_allocation a where a.payment_id = p.payment_id), 0)
union all select order_id, 'the invoice is not what was paid of it and what is open' from invoice i
           where amount <> open + coalesce((select sum(a.amount) from payment_allocation a
                                             where a.order_id = i.order_id and a.shop_id = i.shop_id and a.platform = i.platform), 0)
union all select order_id, 'the order is locked without a reason, or has one and is not' from credit_order where locked <> (reason is not null);
