package finance.erp;

import java.util.List;

/**
 * One call to an ERP, to be made without a transaction open.
 *
 * @param startBeforeNanos by {@link System#nanoTime()}: after it, others may take the postings for in doubt, and nothing is sent
 */
public record Call(Erp erp, Purpose purpose, List<Posting> postings, long startBeforeNanos) {

    /** What an ERP is called for. */
    public enum Purpose {
        /** To book the postings. */
        SEND,
        /** To say which of them it has booked. */
        ASK
    }

    public boolean isSend() {
        return purpose == Purpose.SEND;
    }

    public boolean isLate() {
        return System.nanoTime() - startBeforeNanos > 0;
    }
}
