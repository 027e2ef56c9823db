-- How often in a row the platform refused the call that is the range's next.
alter table backfill add refusals int not null default 0;
