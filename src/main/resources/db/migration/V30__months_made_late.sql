-- As before: makes the partitions of the months from-month to to-month, and moves there what waited in order_event_other. A month that
-- could not be made in time is made while events of it come, and none is written meanwhile: with one left there it could not be attached,
-- night after night.
create or replace function order_event_months(from_month date, to_month date) returns void language plpgsql set lock_timeout = '2s' as $$
declare
    month date;
    part  text;
    late  boolean;
    lower_bound timestamptz;
    upper_bound timestamptz;
begin
    for month in select generate_series(date_trunc('month', from_month::timestamp), to_month::timestamp, interval '1 month')::date loop
        part := 'order_event_' || to_char(month, 'YYYY_MM');
        continue when to_regclass(part) is not null;
        lower_bound := month::timestamp at time zone 'UTC';
        upper_bound := (month + interval '1 month') at time zone 'UTC';
        execute format('create table %I (like order_event including defaults including constraints)', part);
        execute format('select exists (select from order_event_other where occurred_at >= %L and occurred_at < %L)', lower_bound, upper_bound) into late;
        if late then
            -- Whoever writes waits here, and not for order_event_other, where what is the month's would be refused after the wait; before
            -- a row is touched, or one who has its table and waits for the row would be waited for.
            lock table only order_event in share row exclusive mode;
            execute format('with moved as (delete from order_event_other where occurred_at >= %L and occurred_at < %L returning *)
                            insert into %I select * from moved', lower_bound, upper_bound, part);
        end if;
        execute format('alter table order_event attach partition %I for values from (%L) to (%L)', part, lower_bound, upper_bound);
    end loop;
end $$;

-- Where the application has a role of its own, it still runs as its owner; so does the other of the two nightly jobs.
do $$
begin
    if (select prosecdef from pg_proc where oid = 'order_event_expire(int)'::regprocedure) then
        alter function order_event_months(date, date) security definer set search_path = public, pg_temp;
    end if;
end $$;
