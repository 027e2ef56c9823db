-- A dealer's invoices, paid ones too, in the order in which they are listed and exported: a page of them is read without the others'.
-- A payment costs it an entry, as it costs each index of invoice one: two of them have a condition on what is open, so that no update is HOT.
-- It is built while invoices are written, and so in no transaction (database.Migrations).

-- What a build that was cut off has left is not valid and goes, by a name that no valid one has.
do $$ begin
    if exists (select from pg_index where indexrelid = to_regclass('invoice_of') and not indisvalid) then
        alter index invoice_of rename to invoice_of_cut_off;
    end if;
end $$;
drop index concurrently if exists invoice_of_cut_off;

create index concurrently if not exists invoice_of on invoice (customer_id, due_on, order_id, shop_id, platform);
