-- Dealers who buy on account: what they may owe, what they owe, and which of their orders wait for credit.
-- Whoever changes any of it locks the dealers first, in order of their ids, then the orders.

create table dealer (
    customer_id      text collate "C" primary key,
    name             text not null,
    currency         char(3) not null,               -- ISO 4217; of the whole pool
    credit_limit     numeric(19, 4) not null check (credit_limit >= 0),
    temporary_limit  numeric(19, 4) check (temporary_limit >= 0),   -- in place of credit_limit until temporary_until
    temporary_until  timestamptz,
    terms_days       int not null check (terms_days >= 0),          -- from delivery until an invoice is due
    grace_days       int not null check (grace_days >= 0),          -- from then until its dealer is locked
    parent           text collate "C" references dealer,
    pool             text[] collate "C" not null,    -- itself, its parent and so on up: all whose limits its orders must fit
    -- Sums of the ledger: of its own movements, and of its own and those of all dealers below it.
    outstanding      numeric(24, 4) not null default 0,   -- negative: it has paid more than it owes
    held             numeric(24, 4) not null default 0,
    pool_outstanding numeric(24, 4) not null default 0,
    pool_held        numeric(24, 4) not null default 0,
    locked_by_hand   text,                           -- why; null: not locked
    overdue_since    date,                           -- locked for an invoice that was due then; null: not locked
    -- Of a dealer without a parent, for its whole pool.
    locked_orders    int not null default 0,         -- orders that wait for credit
    release_due      boolean not null default false, -- there may be room for some of them
    version          bigint not null default 1,      -- one more with each change
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),
    check (pool[1] = customer_id),
    check (parent is null = (array_length(pool, 1) = 1))
) with (fillfactor = 70);
create index dealer_by_parent on dealer (parent) where parent is not null;
create index dealer_in_pool on dealer ((pool[array_length(pool, 1)]));
create index dealer_release_due on dealer (customer_id) where release_due;
create index dealer_temporary on dealer (temporary_until) where temporary_until is not null;

-- An order on account, and what of it is held or invoiced.
create table credit_order (
    platform       text collate "C" not null,
    shop_id        text collate "C" not null,
    order_id       text collate "C" not null,
    customer_id    text collate "C",                 -- as told; there may be no such dealer; null: nobody told one yet
    dealer_at      timestamptz,                      -- when that was told, at the source
    told_amount    numeric(19, 4),
    told_currency  char(3),
    amount_at      timestamptz,
    lines          text not null,                    -- what was told of its status (orders.OrderProgress)
    ordered_at     timestamptz not null,             -- the earliest source time; orders that wait are released in its order
    effect         text not null,                    -- what its status means: HOLD, COMMIT, VOID or RETURN
    committed_at   timestamptz,                      -- since when it means COMMIT, at the source
    amount         numeric(19, 4),                   -- in the dealer's currency; null: not known, or not to be converted
    held           numeric(19, 4) not null default 0,
    invoiced       numeric(19, 4) not null default 0,
    locked         boolean not null,
    reason         text,                             -- why it is locked
    locked_at      timestamptz,
    override_until timestamptz,                      -- released by a person until then; infinity: for good
    credit         json,                             -- the credit block of its canonical messages; null without a customer
    version        int not null,                     -- one more with each change of the credit block
    updated_at     timestamptz not null default now(),
    primary key (order_id, shop_id, platform)
) with (fillfactor = 80);
create index credit_order_locked on credit_order (customer_id, ordered_at) where locked;
create index credit_order_override on credit_order (override_until) where override_until is not null;
create index credit_order_no_rate on credit_order (customer_id) where locked and reason = 'NO_RATE';

-- Every movement of an account, for good. held and outstanding are what it adds to the sums. Without a foreign key, which
-- would cost a seventh of a decision: it is written while the dealer's row is locked, and credit_broken would tell of one of nobody's.
create table credit_ledger (
    id          bigint generated always as identity primary key,
    customer_id text collate "C" not null,
    kind        text not null check (kind in ('HOLD', 'COMMIT', 'VOID', 'RETURN', 'PAYMENT', 'ADJUST')),
    held        numeric(19, 4) not null,
    outstanding numeric(19, 4) not null,
    platform    text collate "C",
    shop_id     text collate "C",
    order_id    text collate "C",
    payment_id  text collate "C",
    reason      text,
    at          timestamptz not null default now()
);
create index credit_ledger_of on credit_ledger (customer_id, id);

create function credit_ledger_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'credit_ledger is append-only: correct a movement with one more, of kind ADJUST';
end $$;
create trigger credit_ledger_append_only before update or delete on credit_ledger
    for each row execute function credit_ledger_is_append_only();
create trigger credit_ledger_is_not_emptied before truncate on credit_ledger
    for each statement execute function credit_ledger_is_append_only();

-- What a delivered order is owed for, and until when.
create table invoice (
    platform    text collate "C" not null,
    shop_id     text collate "C" not null,
    order_id    text collate "C" not null,
    customer_id text collate "C" not null references dealer,
    amount      numeric(19, 4) not null,
    open        numeric(19, 4) not null check (open >= 0),   -- not yet paid
    issued_on   date not null,
    due_on      date not null,
    primary key (order_id, shop_id, platform)
);
create index invoice_open on invoice (customer_id, due_on, order_id) where open > 0;
create index invoice_due on invoice (due_on) where open > 0;

-- A payment that a dealer made. It names an order, a dealer or both.
create table dealer_payment (
    payment_id  text collate "C" primary key,
    customer_id text collate "C",
    order_id    text collate "C",
    amount      numeric(19, 4) not null check (amount > 0),
    currency    char(3) not null,
    settled_at  timestamptz not null,
    received_at timestamptz not null default now(),
    credited    numeric(19, 4),                      -- in the dealer's currency; null: it waits
    unallocated numeric(19, 4) not null default 0 check (unallocated >= 0),   -- of that, what no invoice has taken yet
    waits_for   text check (waits_for in ('ORDER', 'DEALER', 'RATE')),
    check (waits_for is null = (credited is not null))
);
create index dealer_payment_waiting on dealer_payment (waits_for, order_id) where waits_for is not null;
create index dealer_payment_since on dealer_payment (received_at, payment_id) where waits_for is not null;
create index dealer_payment_of on dealer_payment (customer_id, received_at);
create index dealer_payment_unallocated on dealer_payment (customer_id, settled_at) where unallocated > 0;

-- Which payment paid how much of which invoice.
create table payment_allocation (
    payment_id text collate "C" not null references dealer_payment,
    platform   text collate "C" not null,
    shop_id    text collate "C" not null,
    order_id   text collate "C" not null,
    amount     numeric(19, 4) not null check (amount > 0),
    primary key (order_id, shop_id, platform, payment_id)
);
create index payment_allocation_of on payment_allocation (payment_id);

-- How many VND one unit of a currency is on a day (of Asia/Ho_Chi_Minh).
create table fx_rate (
    currency char(3) not null,
    day      date not null,
    vnd      numeric(19, 6) not null check (vnd > 0),
    primary key (currency, day)
);

create table limit_request (
    id          bigint generated always as identity primary key,
    customer_id text collate "C" not null references dealer,
    new_limit   numeric(19, 4) not null check (new_limit >= 0),
    until       timestamptz,                         -- null: for good
    reason      text not null,
    state       text not null default 'OPEN' check (state in ('OPEN', 'APPROVED', 'REFUSED')),
    answer      text,                                -- why it was refused, or what to say of its approval
    asked_by    text not null,
    asked_at    timestamptz not null default now(),
    decided_by  text,
    decided_at  timestamptz
);
create index limit_request_open on limit_request (id desc) where state = 'OPEN';
create index limit_request_of on limit_request (customer_id, id desc);

-- Who changed what of a dealer or of an order's credit, and when.
create table credit_audit (
    id          bigint generated always as identity primary key,
    at          timestamptz not null default now(),
    actor       text not null,                       -- flow: OrderSync itself, following an order or a payment; job; api
    action      text not null,
    customer_id text collate "C",
    platform    text collate "C",
    shop_id     text collate "C",
    order_id    text collate "C",
    reason      text,
    before      jsonb,
    after       jsonb
);
create index credit_audit_of on credit_audit (customer_id, id desc);

-- Dealers whose state is to be told on credit.state; many changes of one may be told as one.
create table credit_changed (
    id          bigint generated always as identity primary key,
    customer_id text collate "C" not null
);

-- Canonical messages to be put on order_normalized: orders that were released, or locked again.
create table credit_outbox (
    id      bigint generated always as identity primary key,
    key     text not null,                           -- platform:shop_id:order_id
    message bytea not null
);

alter table orders
    add column credit_locked  boolean not null default false,  -- its status is ON_HOLD then, whatever its channel says
    add column credit         json,                            -- the newest credit block told
    add column credit_version int;
