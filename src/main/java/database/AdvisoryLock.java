package database;

import java.sql.SQLException;

/**
 * All advisory locks that OrderSync takes in PostgreSQL, each until its transaction ends. A number by itself and the same number as
 * the first of a pair are two locks.
 */
public enum AdvisoryLock {

    /** Who drains the spool. */
    SPOOL(0x0D4A17),
    /** Who tells the changed accounts of dealers to {@code credit.state}. */
    CREDIT_STATE(0xC4ED17),
    /** Who matches lines of the bank with orders and payments. */
    BANK_LINES(0x62616e6b6c696e65L),
    /** Who writes the names of buyers and the lists of orders by them, so that no name goes that an order is just being given. */
    BUYER_NAMES(1869770),
    /** Who takes a run of the reconciliation: no partition of {@link #STORE}. */
    RECONCILIATION(AdvisoryLock.STORE, -4),
    /** Who adds dealers; {@code R__credit.sql} takes it, shared, for dealers that it does not know. */
    NEW_DEALERS(1869768, 0),
    /** Who sends what {@code credit_outbox} has. */
    CREDIT_OUTBOX(1869769, 0),
    /** Who sends what {@code payment_outbox} has. */
    PAYMENT_OUTBOX(1869769, 1),
    /** Who changes users, so that of two who end each other's role one is refused. */
    ADMINISTRATORS(1869769, 500),
    /**
     * Who counts the hours of orders. {@code R__payments.sql} takes the same first number with a hash of each order's and payment's id:
     * one in four thousand million is this lock, and is held for a moment; the next who looks counts.
     */
    ORDER_HOURS(1869770, 1),
    /** Who claims the postings of a file: two could each have postings of one order. */
    ERP_FILE(1869771, 0);

    /** {@code R__store_orders.sql} takes it with the number of each Kafka partition whose orders it stores. */
    public static final int STORE = 1869767;

    /** As the functions of PostgreSQL take it, such as {@code pg_try_advisory_xact_lock}. */
    public final String key;

    AdvisoryLock(long key) {
        this.key = Long.toString(key);
    }

    AdvisoryLock(int first, int second) {
        this.key = first + ", " + second;
    }

    /** Waits for whoever has it. */
    public void take(Statements statements) throws SQLException {
        statements.query("select pg_advisory_xact_lock(" + key + ")", row -> null);
    }

    /** @return false, at once, while somebody else has it */
    public boolean tryToTake(Statements statements) throws SQLException {
        return statements.query("select pg_try_advisory_xact_lock(" + key + ")", row -> row.getBoolean(1)).get(0);
    }
}
