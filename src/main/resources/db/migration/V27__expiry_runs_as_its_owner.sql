-- Where the application has a role of its own, both nightly jobs run as their owner, who alone may drop a month. V23 made one of them
-- anew, which took that from it again.
do $$
begin
    if (select prosecdef from pg_proc where oid = 'order_event_months(date, date)'::regprocedure) then
        alter function order_event_expire(int) security definer set search_path = public, pg_temp;
    end if;
end $$;
