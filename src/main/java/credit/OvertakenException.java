package credit;

/** Somebody changed whose account something is on between the look and the lock: the transaction has to begin anew. */
final class OvertakenException extends RuntimeException {

    OvertakenException() {
        super("accounts or orders were moved meanwhile", null, false, false);
    }
}
