-- What the overview and the page of channels show, so that neither has to read all orders.

-- What each process counted, by the hour of UTC in which it was written down: see tally.Tally for the kinds and words.
create table tally (
    hour    timestamptz not null,
    kind    text collate "C" not null,
    channel text collate "C" not null,
    word    text collate "C" not null,
    count   bigint not null,
    primary key (hour, kind, channel, word)
) with (fillfactor = 70);

-- The orders made in an hour, counted when somebody last looked: a row an hour, so that it is replaced as a whole.
create table order_hour (
    hour       timestamptz primary key,
    counted_at timestamptz not null,
    took_ms    bigint not null,                 -- an hour that takes long to count is counted less often
    counts     jsonb not null                   -- [{platform, status, currency, orders, amount}, …]
);

create index dead_letter_failed on dead_letter (failed_at);
-- The groups of what is open are counted from this index alone.
create index dead_letter_groups on dead_letter (channel, reason, mapping, failed_at, id) where status = 'OPEN';
