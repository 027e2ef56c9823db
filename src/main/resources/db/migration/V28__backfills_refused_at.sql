-- When it was last refused; null since another answer.
alter table backfill add refused_at timestamptz;
