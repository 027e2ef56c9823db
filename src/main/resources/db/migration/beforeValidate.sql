-- A migration that runs in no transaction and failed begins anew, by itself; all others leave no trace when they fail.
do $$ begin
    if to_regclass('flyway_schema_history') is not null then
        delete from flyway_schema_history where not success;
    end if;
end $$;
