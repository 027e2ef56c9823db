-- How far clearing the demo is, for whichever process is asked.
alter table demo
    add column deleted  jsonb not null default '{}',   -- rows that went, by table
    add column alive_at timestamptz,                   -- when the process that clears it last said so; null: none does
    add column ended_at timestamptz;                   -- when nothing of it was left
update demo set ended_at = cleared_at;
