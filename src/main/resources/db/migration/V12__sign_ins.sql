-- Failures are counted by name and by where they came from, so that nobody locks another out from elsewhere.
alter table sign_in_failure add column address text not null default '';   -- empty: from anywhere
alter table sign_in_failure drop constraint sign_in_failure_pkey;
alter table sign_in_failure add primary key (name_hash, address);

-- A deleted user's sign-ins stay until they are forgotten: their end is told to all replicas.
alter table user_session drop constraint user_session_username_fkey;
