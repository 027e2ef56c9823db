-- What the cookies of the browsers in which the user signed in are signed with, besides: another one ends them all.
alter table app_user add column devices uuid not null default gen_random_uuid();
