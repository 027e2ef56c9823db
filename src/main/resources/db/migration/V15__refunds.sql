-- What goes back of a payment is told to payment.settled, too, and the dealer who had paid owes it again.

-- As it was announced: what is told of it later must say the same.
alter table payment
    add column announced  numeric(19, 4),            -- what of the amount was announced; null: nothing yet
    add column on_account boolean not null default false;   -- whether as one of a dealer
update payment p
   set announced = coalesce((select amount from erp_posting e where e.business_key = p.payment_id || ':PAYMENT'), p.amount - p.refunded),
       on_account = exists (select from orders o where (o.order_id, o.shop_id, o.platform) = (p.order_id, p.shop_id, p.platform) and o.dealer_id is not null)
 where announced_at is not null;

alter table dealer_payment
    add column refunded numeric(19, 4) not null default 0,   -- of the amount, what went back so far
    add column returned numeric(19, 4) not null default 0,   -- of what was credited, the same in the dealer's currency
    add constraint dealer_payment_refunded check (refunded between 0 and amount);

alter table credit_ledger
    drop constraint credit_ledger_kind_check,
    add constraint credit_ledger_kind_check check (kind in ('HOLD', 'COMMIT', 'VOID', 'RETURN', 'PAYMENT', 'REFUND', 'ADJUST'));
