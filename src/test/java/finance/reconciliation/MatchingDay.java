package finance.reconciliation;

import java.sql.SQLException;

/**
 * Many orders of a day that agree with their payments, postings and lines of the bank, each in one of the ways they can: most are
 * just sold and paid; some came back, in part or whole, some are paid elsewhere, on another day, in parts, or not yet.
 */
final class MatchingDay {

    private static final String WAYS = """
        create unlogged table way as
        select n, 'M' || lpad(n::text, 7, '0') as id, n %% 100 as way, case n %% 100 when 11 then 'USD' else 'VND' end as currency,
               case n %% 100 when 11 then 12.34 else 100000 + n %% 977 end as amount,
               timestamptz '%1$s 00:00:00+07' + n * (interval '23 hours' / %2$d) as at
          from generate_series(1, %2$d) as n;
        analyze way;
        insert into orders (platform, shop_id, order_id, status, amount, currency, dealer_id, created_at, updated_at)
        select case way when 3 then 'market' else 'here' end, 's1', id,
               case way when 0 then 'RETURNED' when 8 then 'PENDING' when 10 then 'CANCELLED' else 'DELIVERED' end,
               amount, currency, case way when 2 then 'D1' end, at, at
          from way;
        -- The same id in another channel, which is not sold yet.
        insert into orders (platform, shop_id, order_id, status, amount, currency, created_at, updated_at)
        select 'elsewhere', 's9', id, 'PENDING', 5, 'VND', at, at from way where way = 13;
        insert into payment (payment_id, provider, order_id, platform, shop_id, amount, currency, fee, refunded, status, settled_at, announced_at)
        select 'vnpay:' || id || ':1', 'vnpay', id, case way when 6 then null else 'here' end, case way when 6 then null else 's1' end,
               case way when 12 then amount - 1000 else amount end, currency, case way when 4 then 1100 end,
               case way when 0 then amount when 1 then 1000 else 0 end, case way when 0 then 'REFUNDED' else 'CAPTURED' end,
               case way when 9 then at - interval '1 day' else at end, case way when 6 then null else at end
          from way where way not in (2, 3, 10);
        insert into payment (payment_id, provider, order_id, amount, currency, status, settled_at, announced_at)
        select 'vnpay:' || id || ':2', 'vnpay', id, case way when 12 then 1000 else amount end, currency,
               case way when 12 then 'CAPTURED' else 'PENDING' end, case way when 12 then at end, case way when 12 then at end
          from way where way in (7, 12);
        insert into erp_posting (business_key, kind, platform, shop_id, order_id, payment_id, amount, currency, status, document_number, posting_date)
        select 'here:s1:' || id || ':' || kind || ':1', kind, case way when 6 then null else case way when 3 then 'market' else 'here' end end,
               case way when 6 then null else 's1' end, id, case when kind = 'INCOMING_PAYMENT' and way <> 6 then 'vnpay:' || id || ':1' end,
               case when kind = 'PLATFORM_FEE' and way = 5 then 500 when kind = 'PLATFORM_FEE' then 1100 when kind = 'CREDIT_MEMO' and way = 1 then 1000
                    when kind = 'INCOMING_PAYMENT' and way = 12 then amount - 1000 else amount end,
               currency, 'CONFIRMED', n::text, date '%1$s'
          from way cross join unnest(array['CUSTOMER_INVOICE', 'CREDIT_MEMO', 'INCOMING_PAYMENT', 'PLATFORM_FEE']) as kind
         where case kind when 'CUSTOMER_INVOICE' then way not in (8, 10) when 'CREDIT_MEMO' then way in (0, 1)
                    when 'INCOMING_PAYMENT' then way not in (2, 3, 10) else way in (4, 5) end;
        -- The second part of what was paid in parts, and what went back.
        insert into erp_posting (business_key, kind, platform, shop_id, order_id, payment_id, amount, currency, status, document_number, posting_date)
        select 'here:s1:' || id || ':INCOMING_PAYMENT:2', 'INCOMING_PAYMENT', 'here', 's1', id, 'vnpay:' || id || case way when 12 then ':2' else ':1' end,
               case way when 0 then -amount when 1 then -1000 else 1000 end, currency, 'CONFIRMED', n::text, date '%1$s'
          from way where way in (0, 1, 12);
        insert into bank_line (line_id, account, booked_on, direction, amount, currency, charges, reference, order_id, payment_id)
        select 'bank:' || id, 'A1', date '%1$s', 'CREDIT', amount - 500, currency, 500, id, id, 'vnpay:' || id || ':1' from way where way = 5;
        drop table way;
        analyze;
        """;

    private MatchingDay() {
    }

    static void fill(ReconciliationDatabase database, String date, int orders) throws SQLException {
        database.execute(String.format(WAYS, date, orders));
    }
}
