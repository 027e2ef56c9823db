-- The nightly jobs want order_event to themselves for a moment. Behind whoever waits for that, storing waits too: after two
-- seconds they give way, to a long dump or a session that was left open, and the next night tries again.
alter function order_event_months(date, date) set lock_timeout = '2s';

-- As before: drops what was received longer ago than keep_days, a month as a whole once all of it is that old.
create or replace function order_event_expire(keep_days int) returns int language plpgsql set lock_timeout = '2s' as $$
declare
    part   text;
    kept   boolean;
    old    text[] := '{}';
    cutoff timestamptz := now() - make_interval(days => keep_days);
begin
    -- Before the first month is dropped: from then on nobody else reads or writes events.
    delete from order_event_other where received_at < cutoff;
    for part in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
                 where i.inhparent = 'order_event'::regclass and c.relname ~ '^order_event_\d{4}_\d{2}$'
                   and (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= cutoff loop
        execute format('select exists (select from %I where received_at >= %L)', part, cutoff) into kept;
        continue when kept;
        -- Once more without those who write: an event that came late to an old month is not to go with it.
        execute format('lock table %I in share mode', part);
        execute format('select exists (select from %I where received_at >= %L)', part, cutoff) into kept;
        if not kept then
            old := old || part;
        end if;
    end loop;
    foreach part in array old loop
        execute format('drop table %I', part);
    end loop;
    return cardinality(old);
end $$;
