-- By which a message that fails again, since it was polled again or came by Kafka and the spool, is told to be a dead letter already
-- (deadletter.DeadLetterStore). It is built while dead letters are written, and so in no transaction (database.Migrations).

-- What a build that was cut off has left is not valid and goes, by a name that no valid one has.
do $$ begin
    if exists (select from pg_index where indexrelid = to_regclass('dead_letter_body') and not indisvalid) then
        alter index dead_letter_body rename to dead_letter_body_cut_off;
    end if;
end $$;
drop index concurrently if exists dead_letter_body_cut_off;

create index concurrently if not exists dead_letter_body on dead_letter (sha256(body));
