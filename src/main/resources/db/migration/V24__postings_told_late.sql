-- Postings that a run of their day may have missed (finance.reconciliation.Reconciliations): a day is over nowhere before 10:00 UTC. It is
-- built while postings are written, and so in no transaction (database.Migrations).

-- What a build that was cut off has left is not valid and goes, by a name that no valid one has.
do $$ begin
    if exists (select from pg_index where indexrelid = to_regclass('erp_posting_told_late') and not indisvalid) then
        alter index erp_posting_told_late rename to erp_posting_told_late_cut_off;
    end if;
end $$;
drop index concurrently if exists erp_posting_told_late_cut_off;

create index concurrently if not exists erp_posting_told_late on erp_posting (posting_date, created_at)
    where created_at > (posting_date + time '10:00') at time zone 'UTC';
