-- Money that came in, what the ERP is told, what the bank says, and what of it does not agree.

-- Orders last told of at a source time: a day's are found without an index on updated_at, which every change of status would have to touch.
create index orders_by_update on orders using brin (updated_at) with (pages_per_range = 32);

-- A payment, as its provider told it. Kept before the provider is answered.
create table payment (
    payment_id  text collate "C" primary key,        -- provider:its reference:its transaction; without the last as long as nobody tells one
    provider    text collate "C" not null,           -- vnpay | momo | bank | what POST /payments names
    order_id    text collate "C" not null,           -- of our order, as the reference tells it
    platform    text collate "C",                    -- with shop_id the order that was found; null: none yet
    shop_id     text collate "C",
    amount      numeric(19, 4) not null check (amount > 0),
    currency    char(3) not null,                    -- ISO 4217
    fee         numeric(19, 4),                      -- what the provider keeps of it, where it says so
    refunded    numeric(19, 4) not null default 0,   -- of the amount, what went back
    status      text not null check (status in ('PENDING', 'AUTHORISED', 'CAPTURED', 'ON_HOLD', 'VOIDED', 'FAILED', 'REVERSED', 'REFUNDING', 'REFUNDED')),
    provider_status text,                            -- the provider's own codes behind it
    reference   text collate "C",                    -- the provider's name for the order or request: what it is asked by
    transaction_id text collate "C",                 -- the provider's number of the transaction
    -- ORDER: no such order, or its amount is not known yet. AMOUNT, CURRENCY: the order's is another. PAID: another payment paid it.
    waits_for   text check (waits_for in ('ORDER', 'AMOUNT', 'CURRENCY', 'PAID')),
    begun_at    timestamptz,                         -- when its shop began it at the provider, who asks for that to find it
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    settled_at  timestamptz,                         -- when it was captured, at the provider; null: it was not
    announced_at timestamptz,                        -- when it was put on its way to payment.settled; once
    asked_at    timestamptz,                         -- when the provider was last asked about it
    asked       int not null default 0
) with (fillfactor = 80);
create index payment_of on payment (order_id);
create index payment_settled on payment (settled_at) where settled_at is not null;
create index payment_refunded on payment (updated_at) where refunded > 0;
-- What a run of its day may have missed (finance.reconciliation.Reconciliations).
create index payment_told_late on payment (settled_at)
    where created_at - settled_at > interval '10 minutes' or refunded = 0 and updated_at - settled_at > interval '10 minutes';
create index payment_waiting on payment (created_at, payment_id) where waits_for is not null;
create index payment_pending on payment (created_at) where status in ('PENDING', 'AUTHORISED', 'REFUNDING', 'ON_HOLD');
create index payment_newest on payment (created_at desc, payment_id desc);
-- The bank's lines are matched by these, and by the order.
create index payment_transaction on payment (transaction_id) where transaction_id is not null;
create index payment_reference on payment (reference) where reference <> order_id;

-- Settled payments on their way to the topic payment.settled.
create table payment_outbox (
    id      bigint generated always as identity primary key,
    key     text not null,
    message bytea not null
);

-- What the ERP is to book, written in the transaction that made it true.
create table erp_posting (
    id              bigint generated always as identity unique,
    business_key    text collate "C" primary key,    -- what makes it booked once
    kind            text not null check (kind in ('CUSTOMER_INVOICE', 'CREDIT_MEMO', 'INCOMING_PAYMENT', 'PLATFORM_FEE')),
    platform        text collate "C",
    shop_id         text collate "C",
    order_id        text collate "C" not null,
    payment_id      text collate "C",
    amount          numeric(19, 4) not null,         -- with VAT; less than zero only for a fee or a payment that goes back
    currency        char(3) not null,
    posting_date    date not null default current_date,   -- in ordersync.finance.zone
    document        jsonb not null default '{}',     -- lines, net, VAT and rounding (finance.postings.Document)
    rate            numeric(19, 6),                  -- VND for one unit on the posting date; null: not looked up yet
    amount_vnd      numeric(19, 0),
    -- CREATED: to be sent. HELD: something is missing, see reason. SENT: a call is under way. IN_DOUBT: nobody knows whether it was
    -- booked; the ERP is asked. CONFIRMED: booked. REFUSED: the ERP will not have it, see reason.
    status          text not null default 'CREATED' check (status in ('CREATED', 'HELD', 'SENT', 'IN_DOUBT', 'CONFIRMED', 'REFUSED')),
    reason          text,
    erp             text,                            -- sap | http | file; null: not routed yet
    document_number text,
    attempts        int not null default 0,
    due_at          timestamptz not null default now(),   -- not to be looked at before; of SENT: when the call is given up
    created_at      timestamptz not null default now(),
    sent_at         timestamptz,
    finished_at     timestamptz
) with (fillfactor = 70);
create index erp_posting_of on erp_posting (order_id, id);
create index erp_posting_unrouted on erp_posting (due_at, id) where status in ('CREATED', 'HELD') and erp is null;
create index erp_posting_due on erp_posting (erp, status, due_at, id) where status in ('CREATED', 'SENT', 'IN_DOUBT');
create index erp_posting_by_date on erp_posting (posting_date, order_id);
create index erp_posting_newest on erp_posting (id desc);
create index erp_posting_unbooked on erp_posting (status, id desc) where status <> 'CONFIRMED';
create index erp_posting_held on erp_posting (currency, posting_date, rate) where status = 'HELD' and erp is null;

-- What became of a posting, step by step.
create table erp_posting_step (
    id           bigint generated always as identity primary key,
    business_key text collate "C" not null,
    at           timestamptz not null default now(),
    status       text not null,
    detail       text
);
create index erp_posting_step_of on erp_posting_step (business_key, id);

-- Files of the bank (ISO 20022 camt.053), each once.
create table bank_statement (
    id            bigint generated always as identity primary key,
    sha256        text collate "C" not null unique,   -- of the file
    file_name     text not null,
    message_id    text,
    received_at   timestamptz not null default now(),
    entries       int not null default 0,            -- lines it told that were not known before
    -- READING: a process is at it, or was killed at it; the file is still in its folder then. REFUSED: see detail.
    state         text not null default 'READ' check (state in ('READING', 'READ', 'REFUSED')),
    detail        text
);
create index bank_statement_refused on bank_statement (id) where state = 'REFUSED';

-- Pages of statements, of which the balances are proved once all are there.
create table bank_page (
    account      text collate "C" not null,
    statement    text collate "C" not null,          -- the bank's id of it
    page         int not null,
    last         boolean not null,
    currency     char(3),
    opening      numeric(24, 4),                     -- null: this page does not tell it
    closing      numeric(24, 4),
    movement     numeric(24, 4),                     -- what its entries sum up to; null: they are in another currency than the balances
    statement_id bigint references bank_statement,
    primary key (account, statement, page)
);

-- A line of a statement: an entry, or one of the transactions an entry sums up.
create table bank_line (
    line_id      text collate "C" primary key,       -- account:statement:day:page.entry.transaction, so that a page sent twice is one
    statement_id bigint references bank_statement,
    account      text collate "C" not null,
    booked_on    date not null,
    value_on     date,
    direction    text not null check (direction in ('CREDIT', 'DEBIT')),   -- to us, from us
    reversal     boolean not null default false,     -- takes back an earlier line of the other direction
    reverses     text collate "C",                   -- that line; null: none, or it is not known yet
    amount       numeric(19, 4) not null check (amount >= 0),
    currency     char(3) not null,
    charges      numeric(19, 4),
    reference    text,                               -- words of what the payer or the bank says it is for, a blank between them
    order_id     text collate "C",                   -- the order it names; null: none, or several
    payment_id   text collate "C",                   -- the payment it is, of the same amount; null: none yet
    created_at   timestamptz not null default now()
);
create index bank_line_of on bank_line (order_id) where order_id is not null;
create index bank_line_of_payment on bank_line (payment_id) where payment_id is not null;
create index bank_line_by_date on bank_line (booked_on desc, line_id);
create index bank_line_told on bank_line (booked_on, created_at);
create index bank_line_by_amount on bank_line (account, direction, amount, booked_on);
create index bank_line_unmatched on bank_line (line_id) where payment_id is null and direction = 'CREDIT' and not reversal;
create index bank_line_reversing on bank_line (line_id) where reversal and reverses is null;
create unique index bank_line_reversed on bank_line (reverses) where reverses is not null;   -- a line is taken back once

create table reconciliation (
    date        date primary key,                    -- a day of ordersync.finance.zone
    state       text not null check (state in ('RUNNING', 'DONE', 'FAILED')),
    detail      text,
    position    text,                                -- how far it came: a killed one goes on there
    taken_by    uuid,                                -- who runs it, or mails it
    taken_until timestamptz,                         -- until then nobody else takes it up
    sha256      text,                                -- of the report; null: it is not done
    mailed      text,                                -- the sha256 that was mailed, or that had nothing to mail
    started_at  timestamptz not null,
    finished_at timestamptz,
    orders      bigint not null default 0,
    payments    bigint not null default 0,
    postings    bigint not null default 0,
    bank_lines  bigint not null default 0
);

-- What the run that is under way has to look at: ids of orders, also of none there is, and lines of the bank. Made anew by each run.
create unlogged table reconciliation_work (
    kind text collate "C" not null check (kind in ('order', 'bank')),
    id   text collate "C" not null,
    primary key (kind, id)
);

-- What does not agree.
create table reconciliation_item (
    date       date not null,
    class      text collate "C" not null check (class in ('MISSING_PAYMENT', 'MISSING_ORDER', 'AMOUNT_MISMATCH', 'DUPLICATE_PAYMENT', 'CURRENCY_MISMATCH',
                                              'REFUND_MISMATCH', 'FEE_MISMATCH', 'NOT_POSTED', 'IN_DOUBT')),
    order_id   text collate "C" not null default '',
    payment_id text collate "C" not null default '', -- or the bank's line
    subject    text collate "C" not null default '', -- platform:shop_id of the order, or the posting's business key
    expected   numeric(24, 4),                       -- null: none is, or none is known
    actual     numeric(24, 4),
    currency   char(3),
    reason     text not null,
    owner      text not null,
    since      timestamptz not null,                 -- when what does not agree came to be; its age is counted from it
    state      text not null default 'open' check (state in ('open', 'explained', 'settled')),
    note       text,
    primary key (date, class, order_id, payment_id, subject)
);
create index reconciliation_item_open on reconciliation_item (date) where state = 'open';
create index reconciliation_item_oldest on reconciliation_item (since, date, class, order_id, payment_id, subject) where state = 'open';
-- What earlier days tell of a slice of orders.
create index reconciliation_item_standing on reconciliation_item (order_id) where state <> 'settled';
