-- Of who has another password, or is disabled, no browser is known any more, whichever release of the application did it: one from before
-- the devices knows nothing of them.
create function forget_devices() returns trigger language plpgsql as $$
begin
    new.devices := gen_random_uuid();
    return new;
end $$;

create trigger forget_devices before update of password, enabled on app_user for each row
    when (new.password is distinct from old.password or old.enabled and not new.enabled) execute function forget_devices();
