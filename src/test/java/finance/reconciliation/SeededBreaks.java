package finance.reconciliation;

import static finance.reconciliation.ReconciledDay.DAY;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One break of every kind, all of {@link ReconciledDay#DAY}. */
final class SeededBreaks {

    private SeededBreaks() {
    }

    /** Makes them, and returns them as {@link ReconciliationDatabase#found} tells them. */
    static List<String> in(ReconciliationDatabase database) throws SQLException {
        List<String> breaks = new ArrayList<>();
        database.order("X-unpaid", DAY, "DELIVERED", 100);
        database.posting("X-unpaid:INVOICE", "CUSTOMER_INVOICE", "X-unpaid", 100, "CONFIRMED");
        breaks.add("MISSING_PAYMENT X-unpaid here:s1 open");

        database.payment("vnpay:X-nowhere", "X-nowhere", DAY, "100", "VND");
        breaks.add("MISSING_ORDER X-nowhere vnpay:X-nowhere open");
        database.order("X-twice", DAY, "PENDING", 100);
        database.execute("insert into orders (platform, shop_id, order_id, created_at, updated_at) values ('elsewhere', 's9', 'X-twice', '2026-11-10', '2026-11-10')");
        database.payment("vnpay:X-twice", "X-twice", DAY, "100", "VND");
        breaks.add("MISSING_ORDER X-twice vnpay:X-twice open");
        database.execute("insert into orders (platform, shop_id, order_id, created_at, updated_at) values ('here', 's1', 'X-bare', '2026-11-10', '2026-11-10')");
        database.payment("vnpay:X-bare", "X-bare", DAY, "100", "VND");
        breaks.add("MISSING_ORDER X-bare vnpay:X-bare here:s1 open");

        database.sale("X-less", DAY, 100);
        database.execute("update payment set amount = 90 where order_id = 'X-less'; delete from erp_posting where business_key = 'X-less:PAYMENT'");
        breaks.add("AMOUNT_MISMATCH X-less vnpay:X-less here:s1 open");
        database.sale("X-invoice", DAY, 100);
        database.execute("update erp_posting set amount = 110 where business_key = 'X-invoice:INVOICE'");
        breaks.add("AMOUNT_MISMATCH X-invoice here:s1 open");

        database.sale("X-again", DAY, 100);
        database.payment("vnpay:X-again:2", "X-again", DAY, "100", "VND");
        breaks.add("DUPLICATE_PAYMENT X-again vnpay:X-again:2 here:s1 open");

        database.sale("X-dollars", DAY, 100);
        database.execute("update payment set currency = 'USD' where order_id = 'X-dollars'; delete from erp_posting where business_key = 'X-dollars:PAYMENT'");
        breaks.add("CURRENCY_MISMATCH X-dollars vnpay:X-dollars here:s1 open");

        database.sale("X-kept", DAY, 100);
        database.posting("X-kept:CREDIT", "CREDIT_MEMO", "X-kept", 100, "CONFIRMED");
        database.execute("update orders set status = 'RETURNED' where order_id = 'X-kept'");
        breaks.add("REFUND_MISMATCH X-kept here:s1 open");
        database.sale("X-gone", DAY, 100);
        database.execute("update payment set status = 'REFUNDED' where order_id = 'X-gone'");
        breaks.add("REFUND_MISMATCH X-gone here:s1 open");

        database.sale("X-fee", DAY, 100);
        database.execute("update payment set fee = 11 where order_id = 'X-fee'");
        breaks.add("FEE_MISMATCH X-fee vnpay:X-fee here:s1 open");

        database.sale("X-noinvoice", DAY, 100);
        database.execute("delete from erp_posting where business_key = 'X-noinvoice:INVOICE'");
        breaks.add("NOT_POSTED X-noinvoice here:s1 open");
        database.sale("X-refused", DAY, 100);
        database.execute("update erp_posting set status = 'REFUSED', reason = 'G/L account 400000 is locked' where business_key = 'X-refused:INVOICE'");
        breaks.add("NOT_POSTED X-refused X-refused:INVOICE open");
        database.sale("X-silent", DAY, 100);
        database.execute("delete from erp_posting where business_key = 'X-silent:PAYMENT'");
        breaks.add("NOT_POSTED X-silent vnpay:X-silent here:s1 open");
        database.sale("X-back", DAY, 100);
        database.execute("update orders set status = 'RETURNED' where order_id = 'X-back'");
        breaks.add("NOT_POSTED X-back here:s1 open");

        database.sale("X-doubt", DAY, 100);
        database.execute("update erp_posting set status = 'IN_DOUBT' where business_key = 'X-doubt:PAYMENT'");
        breaks.add("IN_DOUBT X-doubt X-doubt:PAYMENT open");

        database.execute("""
            insert into bank_line (line_id, account, booked_on, direction, reversal, reverses, amount, currency, reference, payment_id) values
            ('b1', 'A1', '2026-11-10', 'CREDIT', false, null, 77, 'VND', 'unknown', null),
            ('b2', 'A1', '2026-11-10', 'CREDIT', false, null, 99, 'VND', 'X-doubt', 'vnpay:X-doubt'),
            ('b3', 'A1', '2026-11-10', 'CREDIT', false, null, 55, 'VND', 'taken back', null),
            ('b4', 'A1', '2026-11-12', 'DEBIT', true, 'b3', 55, 'VND', 'taken back', null),
            ('b5', 'A1', '2026-11-10', 'DEBIT', false, null, 55, 'VND', 'rent', null),
            ('b6', 'A1', '2026-11-10', 'CREDIT', false, null, 0, 'VND', 'a note', null)""");
        breaks.add("MISSING_ORDER b1 bank open");
        breaks.add("AMOUNT_MISMATCH b2 bank open");
        return breaks.stream().sorted(Comparator.comparing(SeededBreaks::inTheReport)).toList();
    }

    /** The report's order: by class, order, payment and subject. */
    private static String inTheReport(String item) {
        String[] words = item.split(" ");
        return words[1].startsWith("b") ? words[0] + " " : item;
    }
}
