-- Whether this database has had demo data (ordersync.demo), and whether it was cleared: then it does not begin anew.
create table demo (
    only_row   boolean primary key default true check (only_row),
    begun_at   timestamptz not null default now(),
    cleared_at timestamptz
);

-- The ledger of the demo's dealers, DEMO-DL-01 to 06, goes with them; every other stays append-only.
create or replace function credit_ledger_is_append_only() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.customer_id ~ '^DEMO-DL-0[1-6]$' and exists (select from demo) then
            return old;
        end if;
    end if;
    raise exception 'credit_ledger is append-only: correct a movement with one more, of kind ADJUST';
end $$;
