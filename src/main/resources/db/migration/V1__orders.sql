-- Orders, their lines and every event that made them. Text keys compare by byte ("C"): they are ids, not words.

create table orders (
    id              bigint generated always as identity,
    platform        text collate "C" not null,
    shop_id         text collate "C" not null,
    order_id        text collate "C" not null,
    status          text,                       -- null: no event has told a status yet
    platform_status text,                       -- the channel's own word behind it
    amount          numeric(19, 4),
    currency        char(3),                    -- ISO 4217
    buyer           jsonb,
    dealer_id       text,
    items           jsonb,
    created_at      timestamptz not null,       -- the earliest source time an event told
    updated_at      timestamptz not null,       -- the latest
    -- When each fact was told, so that an older event that comes late never overwrites a newer one.
    amount_at       timestamptz,
    buyer_at        timestamptz,
    dealer_at       timestamptz,
    items_at        timestamptz,
    primary key (order_id, shop_id, platform)
) with (fillfactor = 80);

-- Orders are listed by when they were made, which does not change: so a change of status touches no index at all.
create index orders_newest on orders (created_at desc, id desc);

-- What is known of a line. line_id '' is the order as a whole, for what a channel says of all of it at once.
-- A line has two tracks: its way to the buyer, and a return or cancellation that is asked for, and may be withdrawn.
create table order_line (
    platform                text collate "C" not null,
    shop_id                 text collate "C" not null,
    order_id                text collate "C" not null,
    line_id                 text collate "C" not null,
    status                  text,
    platform_status         text collate "C",
    status_at               timestamptz,
    reverse_status          text,               -- null: withdrawn
    reverse_platform_status text collate "C",
    reverse_at              timestamptz,
    primary key (order_id, shop_id, platform, line_id)
) with (fillfactor = 80);

-- Every event, once. By month of the source's time: a repeated delivery repeats it and meets its first in the same month.
create table order_event (
    occurred_at     timestamptz not null,       -- the source's time
    event_id        text collate "C" not null,
    platform        text collate "C" not null,
    shop_id         text collate "C" not null,
    order_id        text collate "C" not null,
    line_id         text collate "C",
    status          text collate "C",                       -- null: it told no status, see effect
    effect          text,                       -- unchanged | previous, where status is null
    reverse         boolean not null default false,
    platform_status text collate "C",
    amount          numeric(19, 4),
    currency        char(3),
    received_at     timestamptz not null,       -- the first delivery's
    source          text collate "C" not null,              -- webhook | poll | backfill | details
    mapping         text collate "C" not null,
    primary key (order_id, occurred_at, event_id)   -- an event has one order and one time, so event_id is unique too
) partition by range (occurred_at);

-- Source times outside the months kept ready: a sender's wrong clock, or a message of years ago.
create table order_event_other partition of order_event default;

-- Makes the partitions of the months from-month to to-month, and moves there what waited in order_event_other.
create function order_event_months(from_month date, to_month date) returns void language plpgsql as $$
declare
    month date;
    part  text;
    lower_bound timestamptz;
    upper_bound timestamptz;
begin
    for month in select generate_series(date_trunc('month', from_month::timestamp), to_month::timestamp, interval '1 month')::date loop
        part := 'order_event_' || to_char(month, 'YYYY_MM');
        continue when to_regclass(part) is not null;
        lower_bound := month::timestamp at time zone 'UTC';
        upper_bound := (month + interval '1 month') at time zone 'UTC';
        execute format('create table %I (like order_event including defaults including constraints)', part);
        execute format('with moved as (delete from order_event_other where occurred_at >= %L and occurred_at < %L returning *)
                        insert into %I select * from moved', lower_bound, upper_bound, part);
        execute format('alter table order_event attach partition %I for values from (%L) to (%L)', part, lower_bound, upper_bound);
    end loop;
end $$;

-- Drops what was received longer ago than keep_days: a month as a whole once all of it is that old.
create function order_event_expire(keep_days int) returns int language plpgsql as $$
declare
    part    text;
    kept    boolean;
    dropped int := 0;
    cutoff  timestamptz := now() - make_interval(days => keep_days);
begin
    for part in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
                 where i.inhparent = 'order_event'::regclass and c.relname ~ '^order_event_\d{4}_\d{2}$'
                   and (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= cutoff loop
        execute format('select exists (select from %I where received_at >= %L)', part, cutoff) into kept;
        if not kept then
            execute format('drop table %I', part);
            dropped := dropped + 1;
        end if;
    end loop;
    delete from order_event_other where received_at < cutoff;
    return dropped;
end $$;

select order_event_months((now() - interval '3 months')::date, (now() + interval '2 months')::date);

-- Orders whose amount, buyer and items are still to be asked for at the platform.
create table order_details_request (
    platform     text collate "C" not null,
    shop_id      text collate "C" not null,
    order_id     text collate "C" not null,
    requested_at timestamptz not null default now(),
    attempts     int not null default 0,
    next_at      timestamptz not null default now(),
    primary key (platform, shop_id, order_id)
);
create index order_details_request_due on order_details_request (next_at);
